import { MemSizeError, shown, wrongOption } from '../errors.js'

export function expectName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || name === '')
    throw new MemSizeError(`Expected \`name\` to be a text that errors and reports show, like 'sessions', got ${shown(name)}.`)
}

export function expectFunction(value: unknown, option: string, signature: string): void {
  if (value !== undefined && typeof value !== 'function') throw wrongOption(option, `a function ${signature}`, value)
}
