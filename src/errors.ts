/** Every error this library throws on purpose: says what was expected, what came, where, and how to mend it. */
export class MemSizeError extends Error {
  override readonly name = 'MemSizeError'
}

/** What an error message shows of a wrong argument: short, and safe for any value. */
export function shown(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `${JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)} (string)`
    case 'function':
    case 'object':
      return value === null ? 'null' : typeof value === 'function' ? 'a function' : 'an object'
    case 'undefined':
      return 'undefined'
    default:
      return `${String(value)} (${typeof value})`
  }
}

/** How a message names a field. */
export const fieldText = (name: PropertyKey): string => (typeof name === 'symbol' ? `[${String(name)}]` : `\`${String(name)}\``)
