/** Every error this library throws on purpose: says what was expected, what came, where, and how to mend it. */
export class MemSizeError extends Error {
  /** `MemSizeError`. */
  override readonly name: string = 'MemSizeError'
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

/** The error for an option's value; `of` says whose option it is, where that is not plain. */
export const wrongOption = (option: string, expected: string, given: unknown, of = ''): MemSizeError =>
  new MemSizeError(`Expected \`${option}\`${of} to be ${expected}, got ${shown(given)}.`)

/** Throws where options are none, or one of them is not among the known ones. `example`: options as they should be. */
export function expectOptions(options: unknown, known: readonly string[], example: string, of = ''): void {
  if (options === null || typeof options !== 'object')
    throw new MemSizeError(`Expected options as an object like ${example}, got ${shown(options)}.`)
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw new MemSizeError(`Unknown option \`${name}\`${of}. Known ones are ${known.join(', ')}.`)
  }
}

/** How a message names a field. */
export const fieldText = (name: PropertyKey): string => (typeof name === 'symbol' ? `[${String(name)}]` : `\`${String(name)}\``)
