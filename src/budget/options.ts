import { MemSizeError, shown } from '../errors.js'

/** Every option is an own property of a plain object, and known. Throws a MemSizeError that lists those there are. */
export function expectOptions(options: unknown, known: readonly string[], example: string): void {
  if (typeof options !== 'object' || options === null)
    throw new MemSizeError(`Expected options as an object like ${example}, got ${shown(options)}.`)
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw new MemSizeError(`Unknown option \`${name}\`. Known ones are ${known.join(', ')}.`)
  }
}

export function expectName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || name === '')
    throw new MemSizeError(`Expected \`name\` to be a text that errors and reports show, like 'sessions', got ${shown(name)}.`)
}

export function expectFunction(value: unknown, option: string, signature: string): void {
  if (value !== undefined && typeof value !== 'function')
    throw new MemSizeError(`Expected \`${option}\` to be a function ${signature}, got ${shown(value)}.`)
}
