/**
 * How ocache 0.3 estimates what its memory storage holds (`maxBytes`), without its flat charge per entry. Written again from its rules:
 * two bytes per character, 8 per slot, each object once, a view for its whole buffer, nothing below the eighth level.
 * https://github.com/unjs/ocache/pull/90
 */
const CHARACTER = 2
const SLOT = 8
const NUMBER = 8
const BOOLEAN = 4
const DEEPEST = 8

export function ocache(value, level = 0, seen = new Set()) {
  const type = typeof value
  if (type === 'string') return CHARACTER * value.length
  if (type === 'number' || type === 'bigint') return NUMBER
  if (type === 'boolean') return BOOLEAN
  if (type !== 'object' || value === null || level === DEEPEST || seen.has(value)) return 0
  seen.add(value)
  if (ArrayBuffer.isView(value)) return ocache(value.buffer, level, seen)
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) return value.byteLength

  let bytes = 0
  if (Array.isArray(value) || value instanceof Set) {
    for (const item of value) bytes += SLOT + ocache(item, level + 1, seen)
  } else if (value instanceof Map) {
    for (const [key, item] of value) bytes += SLOT + ocache(key, level + 1, seen) + ocache(item, level + 1, seen)
  } else {
    for (const key of Object.keys(value)) bytes += SLOT + CHARACTER * key.length + ocache(value[key], level + 1, seen)
  }
  return bytes
}
