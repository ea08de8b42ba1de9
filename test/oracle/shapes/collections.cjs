'use strict'

/** A Map or a Set: filled, emptied in part, cleared, built from something, with keys of several kinds. */
function collection(c) {
  const { r } = c
  const size = r.pick([r.int(0, 4), r.int(3, 20), r.int(20, 80), r.chance(0.1) ? r.int(500, 2000) : 5])
  const part = size > 80 ? () => r.int(0, 1e6) : c.value
  const key = r.pick([(i) => i, (i) => `key${i}`, (i) => i / 2, () => r.int(0, 1e9), part])
  const kind = r.pick([Map, Map, Set, Set, MapWithFields, WeakMap, WeakSet])
  if (kind === WeakMap || kind === WeakSet) return weak(c, kind)

  const made = r.chance(0.2)
    ? kind === Set
      ? new Set(Array.from({ length: size }, (_, i) => key(i)))
      : new kind(Array.from({ length: size }, (_, i) => [key(i), part()]))
    : new kind()
  const add = (i) => (kind === Set ? made.add(key(i)) : made.set(key(i), part()))
  for (let i = 0; i < size; i++) add(i)
  r.pick([
    () => {},
    () => {},
    () => {
      for (const known of [...made.keys()]) if (r.chance(0.5)) made.delete(known)
    },
    () => {
      for (const known of [...made.keys()]) made.delete(known)
      for (let i = 0; i < 3; i++) add(i)
    },
    () => made.clear(),
    () => {
      for (let i = 0; i < size; i++) {
        made.delete(made.keys().next().value)
        add(size + i)
      }
    },
  ])()
  if (r.chance(0.1)) made[c.freshName()] = c.leaf()
  return made
}

class MapWithFields extends Map {
  hits = 0
  ratio = 0.5
}

/** Holds its keys weakly; they live on in the array beside it. */
function weak({ r, value }, kind) {
  const keys = r.list(r.int(0, 12), (i) => ({ i }))
  const holder = new kind()
  for (const key of keys) kind === WeakSet ? holder.add(key) : holder.set(key, value())
  return [holder, keys]
}

module.exports = { collection }
