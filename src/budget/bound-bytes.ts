import { expectOptions, MemSizeError, shown } from '../errors.js'
import { deepSize, tableSum } from '../measure.js'
import { announce, bytesOfCache } from '../reporters.js'
import { Tracker } from '../tracker.js'
import { warnWhereByModel } from './by-model.js'
import { Draw, type DrawOptions, expectDraw, externalOf } from './draw.js'
import { EntrySharing } from './entry-sharing.js'
import { type Limit, limitBytes } from './limit.js'
import { expectFunction } from './options.js'
import { type OnRefused, Refusals } from './refusals.js'
import { expectRemeasure, type Remeasure, remeasureEvery } from './remeasure.js'

/** A Map, a quick-lru, a TTL cache, or a store like them. */
export interface MapLike<K, V> {
  /** The value of a key; undefined where there is none. */
  get(key: K): V | undefined
  /** Adds or replaces an entry. */
  set(key: K, value: V, ...more: never[]): unknown
  /** Removes an entry. */
  delete(key: K): unknown
  /** Whether there is an entry of that key. */
  has(key: K): boolean
  /** Removes all entries. */
  clear(): void
  /** The number of entries. */
  readonly size: number
}

/** How `boundBytes` limits a map. */
export interface BoundOptions<K, V> extends DrawOptions {
  /** What keys, values and the map itself may hold together. Default, where there is a `budget`: its limit. */
  readonly maxBytes?: Limit | undefined
  /** Called with a value that is larger than that, and so is not kept. Default: a warning for the first. */
  readonly onRefused?: OnRefused<K, V> | undefined
  /** For values that change after `set`. Default: `remeasure(key)` says what has changed. */
  readonly remeasure?: Remeasure | undefined
}

/** A map that is not the language's own is walked first when it has this many entries. */
const fewEntries = 16
/** The map's tables are looked at again after this part of its entries was set. */
const partOfEntries = 8
/** A map that is not the language's own is walked again when it has grown to this many times its entries. */
const growth = 1.5

const containers: readonly unknown[] = [Map.prototype, Set.prototype, Array.prototype, Object.prototype, null]
const isContainer = (object: object): boolean => ArrayBuffer.isView(object) || containers.includes(Object.getPrototypeOf(object))

/** A map of an unknown class, and the tables it has in its fields: what is in them is an entry's. */
function tablesOf(map: object): object[] {
  const tables = [map]
  for (const { value } of Object.values(Object.getOwnPropertyDescriptors(map))) {
    if (typeof value === 'object' && value !== null && isContainer(value)) tables.push(value)
  }
  return tables
}

/**
 * A map that holds no more than `maxBytes`: it deletes what was used least recently. It has to be used instead of the map, which may have limits of its
 * own, and drop entries by itself. It keeps the size of each entry in a Map beside: that counts too. To those who use it, it is a Map.
 */
export class BoundedMap<K, V, M extends MapLike<K, V>> implements Map<K, V> {
  /** The limit in bytes: keys, values, the map's tables and the bookkeeping count. */
  readonly maxBytes: number
  /** The map inside. A change made to it directly is not counted. */
  readonly map: M
  readonly #refusals: Refusals<K, V>
  readonly #isOnGet: boolean
  /** In the order of use. */
  readonly #sizes = new Map<K, number>()
  readonly #sharing: EntrySharing<K>
  readonly #draw: Draw<this> | undefined
  #sum = 0
  #tables = 0
  #setsUntilLook = 0
  /** For a map that had to be walked: at how many entries, and what it keeps for each. */
  #walkedAt = 0
  #perEntry = 0
  /** Where `remeasure` has come to. */
  #turn: Iterator<K> | undefined

  constructor(map: M, options: BoundOptions<K, V>) {
    const methods = ['get', 'set', 'delete', 'has', 'clear'] as const
    const missing = methods.find((name) => typeof (map as M | undefined)?.[name] !== 'function')
    if (missing || typeof map.size !== 'number')
      throw new MemSizeError(`Expected a map with get, set, delete, has, clear and size, got ${shown(map)} without ${missing ?? 'size'}.`)
    expectOptions(options, ['maxBytes', 'onRefused', 'remeasure', 'external', 'budget', 'name'], "{ maxBytes: '64 MB' }")
    expectDraw(options)
    expectFunction(options.onRefused, 'onRefused', '(value, key, { bytes, limit }) => void')
    const { remeasure, budget } = options
    expectRemeasure(remeasure)
    this.maxBytes = limitBytes(options.maxBytes ?? budget?.limit, '`maxBytes`')
    if (map.size > 0) throw new MemSizeError(`Expected an empty map, got one with ${map.size} entries. Bound it first, and fill it then.`)
    this.map = map
    this.#sharing = new EntrySharing(externalOf(options))
    warnWhereByModel()
    this.#refusals = new Refusals(options.onRefused)
    this.#isOnGet = remeasure === 'on-get'
    this.#draw = budget && new Draw(options, Math.min(this.maxBytes, budget.limit), this, BoundedMap.#evict)
    this.#look()
    announce('cache', this, options.name ?? 'bounded map', bytesOfCache, options.name !== undefined)
    if (typeof remeasure === 'number') remeasureEvery(remeasure, this, BoundedMap.#remeasureNext<K, V, M>)
  }

  /** What it holds: keys, values and what the map keeps for them. What values declare shared counts once. */
  get bytes(): number {
    this.#look()
    this.#draw?.holds(this.#held)
    return this.#held
  }

  /** Of `bytes`: what is declared shared. */
  get sharedBytes(): number {
    return this.#sharing.bytes
  }

  get #held(): number {
    return this.#sum + this.#tables + this.#sharing.bytes
  }

  /** The number of entries. */
  get size(): number {
    return this.map.size
  }

  /** The value of a key, which becomes the entry used last. Measures the value again where `remeasure` says so. */
  get(key: K, ...more: never[]): V | undefined {
    const value = (this.map.get as (key: K, ...more: never[]) => V | undefined)(key, ...more)
    const bytes = this.#sizes.get(key)
    if (bytes !== undefined) {
      this.#sizes.delete(key)
      if (value !== undefined || this.map.has(key)) this.#sizes.set(key, bytes)
      else {
        this.#sum -= bytes
        this.#sharing.letGo(key)
      }
    }
    if (this.#isOnGet && value !== undefined) this.remeasure(key)
    return value
  }

  /** Whether there is an entry of that key. It does not count as a use. */
  has(key: K): boolean {
    return this.map.has(key)
  }

  /** More arguments go to the map: a time to live, options. */
  set(key: K, value: V, ...more: never[]): this {
    const bytes = this.#sharing.charge(key, value, this.maxBytes)
    if (bytes > this.maxBytes) {
      this.delete(key)
      this.#refusals.add(key, value, bytes, this.maxBytes)
    } else {
      this.map.set(key, value, ...more)
      this.#count(key, bytes)
      this.#fit()
    }
    this.#refusals.tell()
    return this
  }

  /** Removes an entry and gives its bytes back. Returns whether there was one. */
  delete(key: K): boolean {
    const was = this.map.has(key)
    this.map.delete(key)
    this.#forget(key)
    this.#draw?.holds(this.#held)
    return was
  }

  /** The entries, in the map's order. Nothing counts as used by it. */
  entries(): MapIterator<[K, V]> {
    const { map } = this as { map: { entries?(): MapIterator<[K, V]> } }
    return typeof map.entries === 'function' ? map.entries() : (this.#pairs() as MapIterator<[K, V]>)
  }

  *#pairs(): Generator<[K, V], undefined> {
    for (const key of [...this.#sizes.keys()]) if (this.map.has(key)) yield [key, this.map.get(key) as V]
  }

  /** The keys, in the map's order. */
  *keys(): Generator<K, undefined> {
    for (const [key] of this.entries()) yield key
  }

  /** The values, in the map's order. */
  *values(): Generator<V, undefined> {
    for (const [, value] of this.entries()) yield value
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries()
  }

  /** Calls a function with each value and key, in the map's order. */
  forEach(act: (value: V, key: K, map: Map<K, V>) => void, self?: unknown): void {
    for (const [key, value] of this.entries()) act.call(self, value, key, this)
  }

  /** The value of the key, which is set to this one where there is none (ECMAScript 2026). A value that does not fit is given all the same. */
  getOrInsert(key: K, value: V): V {
    return this.getOrInsertComputed(key, () => value)
  }

  /** The same, with a value that is made where it is needed. */
  getOrInsertComputed(key: K, make: (key: K) => V): V {
    if (this.has(key)) return this.get(key) as V
    const value = make(key)
    this.set(key, value)
    return value
  }

  get [Symbol.toStringTag](): string {
    return 'BoundedMap'
  }

  /** Deletes all, and gives back what it has reserved in its `budget`: nothing is kept any more. Without a budget the same as `clear`. */
  close(): void {
    this.clear()
    this.#draw?.close()
  }

  /** Removes all entries and gives their bytes back. */
  clear(): void {
    this.map.clear()
    this.#sizes.clear()
    this.#sharing.clear()
    this.#sum = 0
    this.#look()
    this.#draw?.holds(this.#held)
  }

  /** Measures the value of a key again, after it changed. Its size; undefined where there is none. */
  remeasure(key: K): number | undefined {
    if (!this.#sizes.has(key) || !this.map.has(key)) return undefined
    const value = this.map.get(key) as V
    const bytes = this.#sharing.charge(key, value, this.maxBytes)
    if (bytes > this.maxBytes) {
      this.delete(key)
      this.#refusals.add(key, value, bytes, this.maxBytes)
    } else {
      this.#sum += bytes - (this.#sizes.get(key) ?? 0)
      this.#sizes.set(key, bytes)
      this.#fit()
    }
    this.#refusals.tell()
    return bytes
  }

  /** No closure of a map: the timer would hold it. */
  static #remeasureNext<K, V, M extends MapLike<K, V>>(bound: BoundedMap<K, V, M>): void {
    bound.#turn ??= bound.#sizes.keys()
    const { done, value: key } = bound.#turn.next()
    if (done) bound.#turn = undefined
    else bound.remeasure(key)
  }

  #count(key: K, bytes: number): void {
    this.#sum -= this.#sizes.get(key) ?? 0
    // the most recent is the last
    this.#sizes.delete(key)
    this.#sizes.set(key, bytes)
    this.#sum += bytes
  }

  #forget(key: K): void {
    this.#sum -= this.#sizes.get(key) ?? 0
    this.#sizes.delete(key)
    this.#sharing.letGo(key)
  }

  #fit(): void {
    if (--this.#setsUntilLook <= 0) this.#look()
    if (this.#isAllowed) return
    this.#reconcile()
    for (const key of this.#sizes.keys()) {
      // tables shrink too
      if (--this.#setsUntilLook <= 0) this.#look()
      if (this.#isAllowed) return
      const isLast = this.#sizes.size === 1
      const value = isLast ? (this.map.get(key) as V) : undefined
      const bytes = this.#held
      this.delete(key)
      if (isLast) this.#refusals.add(key, value as V, bytes, this.maxBytes)
    }
  }

  get #isAllowed(): boolean {
    return this.#held <= this.maxBytes && this.#draw?.holds(this.#held) !== false
  }

  /** What the budget asks for. */
  static #evict<K, V, M extends MapLike<K, V>>(bound: BoundedMap<K, V, M>, bytes: number): void {
    const most = bound.#held - bytes
    for (const key of bound.#sizes.keys()) {
      if (bound.#held <= most) break
      bound.delete(key)
      if (--bound.#setsUntilLook <= 0) bound.#look()
    }
    bound.#draw?.holds(bound.#held)
  }

  /** Entries the map dropped by itself. */
  #reconcile(): void {
    if (this.map.size === this.#sizes.size) return
    for (const key of this.#sizes.keys()) if (!this.map.has(key)) this.#forget(key)
  }

  /** What a map of an unknown class holds beside itself, its keys and its values: tables and entries of its own, but no timers and the like. */
  #keptByMap(): number {
    const { map } = this
    const tracker = new Tracker()
    for (const key of this.#sizes.keys()) deepSize([key, map.get(key)], { tracker })
    const kept = deepSize(map, { tracker, exclude: (object) => object !== map && !isContainer(object) })
    return Math.max(0, kept - tableSum(tablesOf(map)))
  }

  /** Texts of keys that were asked for: the order of use has the text of the last get, the map that of the first set. */
  #keyCopies(): number {
    const { map } = this as { map: { keys?: unknown } }
    if (typeof map.keys !== 'function') return 0
    const isText = (key: unknown): boolean => typeof key === 'string'
    const lists = [[...(map as unknown as Map<K, V>).keys()].filter(isText), [...this.#sizes.keys()].filter(isText)] as const
    const [ofMap, ofOrder] = lists
    return deepSize(lists) - tableSum([lists, ofOrder]) - deepSize(ofMap)
  }

  #look(): number {
    const { map } = this
    const sizes = this.#sizes
    this.#reconcile()
    this.#setsUntilLook = Math.max(1, Math.floor(sizes.size / partOfEntries))
    const own = tableSum([this, sizes, ...this.#sharing.tables()]) + this.#keyCopies()
    // a class of its own, as quick-lru, may keep its entries elsewhere
    if (Object.getPrototypeOf(map) === Map.prototype) return (this.#tables = own + tableSum([map]))
    if (sizes.size >= fewEntries && sizes.size > growth * this.#walkedAt) {
      this.#walkedAt = sizes.size
      this.#perEntry = this.#keptByMap() / sizes.size
    }
    return (this.#tables = own + tableSum(tablesOf(map)) + Math.ceil(this.#perEntry * sizes.size))
  }
}

// `instanceof Map` is how a Keyv, among others, tells that it can be iterated; the engine's own Map it is not
Object.setPrototypeOf(BoundedMap.prototype, Map.prototype)

/**
 * Holds a map to bytes: `boundBytes(new Map(), { maxBytes: '64 MB' })`, and the same with a quick-lru, a TTL cache, or as the store of a Keyv. The map
 * has to be empty, and nobody else may fill it. With `{ budget }` it draws on a MemoryBudget that others draw on too. Throws a MemSizeError for a wrong option.
 */
export function boundBytes<K, V, M extends MapLike<K, V>>(map: M & MapLike<K, V>, options: BoundOptions<K, V>): BoundedMap<K, V, M> {
  return new BoundedMap<K, V, M>(map, options)
}
