import { accepts, getPrototypeOf, getter, method, prototypeOf, types } from '../intrinsics.js'
import type { Estimate } from '../protocol.js'
import type { Kind } from './kind.js'
import { type Continuation, type Sink, stepLength } from './sink.js'

type AnyMap = Map<unknown, unknown>
type AnySet = Set<unknown>

const mapSize = getter<AnyMap, number>(Map.prototype, 'size') as (map: AnyMap) => number
const setSize = getter<AnySet, number>(Set.prototype, 'size') as (set: AnySet) => number
/** How many entries a Map has, or members a Set; undefined for anything else. */
export function entryCount(object: object): number | undefined {
  return map.is(object) ? mapSize(object) : set.is(object) ? setSize(object) : undefined
}

const forEachEntry = method<(map: AnyMap, visit: (value: unknown, key: unknown) => void) => void>(Map.prototype, 'forEach') as never as (
  map: AnyMap,
  visit: (value: unknown, key: unknown) => void,
) => void
const forEachMember = method(Set.prototype, 'forEach') as (set: AnySet, visit: (value: unknown) => void) => void
const mapKeys = method(Map.prototype, 'keys') as (map: AnyMap) => object
const mapValues = method(Map.prototype, 'values') as (map: AnyMap) => object
const setValues = method(Set.prototype, 'values') as (set: AnySet) => object
const nextOfMap = method(Object.getPrototypeOf(new Map().keys()), 'next') as (iterator: object) => IteratorResult<unknown>
const nextOfSet = method(Object.getPrototypeOf(new Set().values()), 'next') as (iterator: object) => IteratorResult<unknown>

function ownTable(sink: Sink, table: Estimate, size: number): void {
  sink.own(table.lower, table.bytes, table.upper)
  const needed = size === 0 ? 0 : Math.min(table.bytes, (table.bytes * size) / powerOfTwo(size))
  sink.slack(table.bytes - needed)
}

const map: Kind<AnyMap> = {
  name: 'Map',
  header: 'map',
  prototypes: [Map.prototype],
  is: (object): object is AnyMap => (types ? types.isMap(object) : accepts(mapSize, object)),
  describe(object, sink) {
    const size = mapSize(object)
    ownTable(sink, sink.rules.mapTable(size), size)
    let index = 0
    if (size <= stepLength) {
      forEachEntry(object, (value, key) => {
        sink.slot('key', index, key)
        sink.slot('value', index++, value)
      })
      return
    }
    const keys = mapKeys(object)
    const values = mapValues(object)
    const step: Continuation = () => {
      for (let i = 0; i < stepLength; i++, index++) {
        const key = nextOfMap(keys)
        if (key.done) return undefined
        sink.slot('key', index, key.value)
        sink.slot('value', index, nextOfMap(values).value)
      }
      return step
    }
    sink.later(step)
  },
}

const set: Kind<AnySet> = {
  name: 'Set',
  header: 'set',
  prototypes: [Set.prototype],
  is: (object): object is AnySet => (types ? types.isSet(object) : accepts(setSize, object)),
  describe(object, sink) {
    const size = setSize(object)
    ownTable(sink, sink.rules.setTable(size), size)
    let index = 0
    if (size <= stepLength) {
      forEachMember(object, (value) => sink.slot('member', index++, value))
      return
    }
    const values = setValues(object)
    const step: Continuation = () => {
      for (let i = 0; i < stepLength; i++, index++) {
        const next = nextOfSet(values)
        if (next.done) return undefined
        sink.slot('member', index, next.value)
      }
      return step
    }
    sink.later(step)
  },
}

const powerOfTwo = (n: number): number => 2 ** Math.ceil(Math.log2(Math.max(4, n)))

const weakMapHas = method<(map: object, key: object) => boolean>(WeakMap.prototype, 'has')
const weakSetHas = method<(set: object, key: object) => boolean>(WeakSet.prototype, 'has')
const probe = {}

const weakTable = { reason: 'the number of entries of a weak collection cannot be seen', unbounded: true }

const weakMap: Kind = {
  name: 'WeakMap',
  header: 'weakMap',
  prototypes: [WeakMap.prototype],
  is: (object): object is object =>
    types ? types.isWeakMap(object) : weakMapHas !== undefined && accepts((map: object) => weakMapHas(map, probe), object),
  describe(_object, sink) {
    const least = sink.rules.weakTable(0)
    sink.own(least, least, least)
    sink.opaque(weakTable)
  },
}

const weakSet: Kind = {
  ...weakMap,
  name: 'WeakSet',
  header: 'weakSet',
  prototypes: [WeakSet.prototype],
  is: (object): object is object =>
    types ? types.isWeakSet(object) : weakSetHas !== undefined && accepts((set: object) => weakSetHas(set, probe), object),
}

const weakRefPrototype = prototypeOf('WeakRef')
const registryPrototype = prototypeOf('FinalizationRegistry')

const weakRef: Kind = {
  name: 'WeakRef',
  header: 'weakRef',
  prototypes: weakRefPrototype ? [weakRefPrototype] : [],
  // deref() keeps its target alive until the end of the job: the prototype has to do where the object cannot be asked
  is: (object): object is object => weakRefPrototype !== undefined && getPrototypeOf(object) === weakRefPrototype,
  describe() {},
}

const finalizationRegistry: Kind = {
  name: 'FinalizationRegistry',
  header: 'finalizationRegistry',
  prototypes: registryPrototype ? [registryPrototype] : [],
  is: (object): object is object => registryPrototype !== undefined && getPrototypeOf(object) === registryPrototype,
  describe(_object, sink) {
    sink.opaque({ reason: 'the registrations of a FinalizationRegistry cannot be seen', unbounded: true })
  },
}

export const collections: readonly Kind[] = [map, set, weakMap, weakSet, weakRef, finalizationRegistry]
