'use strict'

const { seeded } = require('./seeded.cjs')
const { leaf } = require('./shapes/leaves.cjs')
const { objectRecipe } = require('./shapes/objects.cjs')
const { list } = require('./shapes/lists.cjs')
const { collection } = require('./shapes/collections.cjs')
const { binary } = require('./shapes/binary.cjs')

const LARGEST = 400
const DEEPEST = 4
const COMMON_NAMES =
  'id name value type items next previous key data count left right x y z width height title status children parent index total label start end user email tags flags'.split(
    ' ',
  )
const ODD_NAMES = [
  'with space',
  'naïve',
  '日本語',
  '',
  '-1',
  '1e3',
  '01',
  'a-property-name-that-is-a-good-deal-longer-than-most',
  'constructor',
  'length',
  'toString',
  '$',
  '_',
]

/**
 * A random value of one to about four hundred objects, nested up to four deep. Equal seeds give equal values on every engine.
 * Its layout may still depend on what ran before: half of the property names belong to this seed alone, so their hidden classes are new; the other half are shared.
 */
function randomShape(seed) {
  const r = seeded(seed)
  const pool = []
  let fresh = 0

  const c = {
    r,
    left: Math.ceil(Math.exp(r.fraction() * Math.log(LARGEST))),
    depth: DEEPEST,
    leaf: () => leaf(c),

    /** A part of an object: mostly a leaf, at times an object of its own or one that something else holds too. */
    value() {
      if (c.depth === 0 || c.left <= 0 || r.chance(0.65)) return leaf(c)
      return pool.length > 0 && r.chance(0.12) ? r.pick(pool) : container(c)
    },

    /** What JSON can say. */
    plain(depth) {
      if (depth === 0 || c.left <= 0 || r.chance(0.6))
        return r.pick([
          () => r.int(-99, 99),
          () => r.int(0, 5e9),
          () => r.fraction() * 100,
          () => r.pick(COMMON_NAMES),
          () => 'é'.repeat(r.int(0, 9)),
          () => null,
          () => true,
        ])()
      c.left--
      if (r.chance(0.4)) return r.list(r.int(0, 8), () => c.plain(depth - 1))
      return Object.fromEntries(c.names(r.int(0, 6)).map((name) => [name, c.plain(depth - 1)]))
    },

    /** Distinct property names: of this seed only, common to all seeds, odd ones, or some of each. */
    names(count) {
      const own = () => `s${seed.toString(36)}_${fresh++}`
      const sources = r.pick([
        [own],
        [own],
        [() => r.pick(COMMON_NAMES)],
        [() => r.pick(COMMON_NAMES)],
        [own, () => r.pick(COMMON_NAMES)],
        [own, () => r.pick(ODD_NAMES)],
      ])
      const names = new Set()
      for (let tries = 0; names.size < count; tries++) names.add(tries < count * 3 ? r.pick(sources)() : own())
      return [...names]
    },

    freshName: () => `S${seed.toString(36)}_${fresh++}`,

    /** Counts an object against the size of the shape, and lets later parts refer to it. */
    made(object) {
      c.left--
      if (pool.length < 64) pool.push(object)
      return object
    },
  }

  const parts = []
  while (c.left > 0) parts.push(container(c))
  for (let i = 0; i < 3; i++) if (r.chance(0.3)) closeCycle(c, pool)
  if (parts.length === 1) return parts[0]
  return r.pick([
    () => parts,
    () => Object.fromEntries(c.names(parts.length).map((name, i) => [name, parts[i]])),
    () => new Set(parts),
    () => new Map(parts.map((part, i) => [r.chance(0.2) ? part : i, part])),
  ])()
}

function container(c) {
  const { r } = c
  c.depth--
  const object = r.pick([rows, rows, single, single, list, list, collection, binary])(c)
  c.depth++
  return c.made(object)
}

/** One object of some recipe. */
function single(c) {
  return objectRecipe(c)(0)
}

/** Many objects of one recipe: they share hidden classes, and a field that changes kind midway changes them all. */
function rows(c) {
  const { r } = c
  const make = objectRecipe(c)
  const objects = []
  for (let i = r.pick([r.int(1, 5), r.int(6, 9), r.int(10, 60)]); i > 0 && c.left > 0; i--) objects.push(c.made(make(objects.length)))
  return r.pick([
    () => objects,
    () => new Map(objects.map((object, i) => [i, object])),
    () => new Set(objects),
    () => Object.assign({}, objects),
    () => linked(objects),
  ])()
}

/** A linked list of the objects, in a node each. */
function linked(objects) {
  return objects.reduce((next, value) => ({ value, next }), null) ?? []
}

/** Lets one object of the pool hold another, often one that it is part of. */
function closeCycle({ r, freshName }, pool) {
  const holder = r.pick(pool)
  if (!Object.isExtensible(holder) || ArrayBuffer.isView(holder)) return
  if (holder instanceof Map) holder.set(holder, r.pick(pool))
  else if (holder instanceof Set) holder.add(holder)
  else if (Array.isArray(holder)) holder.push(r.pick(pool))
  else Reflect.set(holder, r.chance(0.5) ? 'parent' : freshName(), r.pick(pool))
}

module.exports = { randomShape }
