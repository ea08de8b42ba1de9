/**
 * How Ghost weighs what its in-memory cache holds, for lru-cache's `maxSize`. Written again from its rules:
 * 16 bytes per object, string and key, two per character, 8 per element or scalar, each object once, Buffers and Dates known.
 * https://github.com/TryGhost/Ghost/pull/30890
 */
const HEADER = 16
const WORD = 8
const CHARACTER = 2

export function ghost(value, seen = new Set()) {
  if (typeof value === 'string') return HEADER + CHARACTER * value.length
  if (typeof value === 'bigint') return HEADER + WORD
  if (typeof value !== 'object' || value === null || seen.has(value)) return WORD
  seen.add(value)
  if (Buffer.isBuffer(value)) return HEADER + value.length
  if (value instanceof Date) return HEADER + WORD

  let bytes = HEADER
  if (Array.isArray(value)) for (const item of value) bytes += WORD + ghost(item, seen)
  else for (const key of Object.keys(value)) bytes += HEADER + CHARACTER * key.length + ghost(value[key], seen)
  return bytes
}
