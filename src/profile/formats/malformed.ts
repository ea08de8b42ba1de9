import { MemSizeError, shown } from '../../errors.js'

/** The error for a file that is not what its format says: where in it, what was expected, what is there. */
export const malformed = (format: string, where: string, expected: string, given: unknown): MemSizeError =>
  new MemSizeError(
    `Expected ${where} of a ${format} profile to be ${expected}, got ${shown(given)}. The file is cut, or of another format.`,
  )

export type Fields = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

/** The value of a JSON text, or an error that names the format. */
export function parsedJSON(text: string, format: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new MemSizeError(
      `Expected a ${format} profile as JSON, and it ends or breaks: ${(error as Error).message}. The file is cut, or of another format.`,
    )
  }
}
