import { MemSizeError, shown, wrongOption } from './errors.js'

const decimal = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

/** Says a number of bytes for people, in powers of 1000 and three figures: `1.23 MB`. */
export function formatBytes(bytes: number): string {
  if (Number.isNaN(bytes)) return 'NaN'
  if (bytes === Infinity) return '∞'
  if (bytes < 0) return `-${formatBytes(-bytes)}`
  let value = bytes
  let unit = 0
  // 999.5 would round up to "1000": move on to the next unit first
  while (unit < decimal.length - 1 && Number(value.toPrecision(3)) >= 1000) {
    value /= 1000
    unit++
  }
  const text = unit === 0 ? String(Math.round(value)) : value.toFixed(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)
  return `${text} ${decimal[unit]}`
}

/** The same, and to the byte where that rounds: `1.20 MB (1,204,881 bytes)`. */
export const bytesInFull = (bytes: number): string =>
  bytes < 1000 ? formatBytes(bytes) : `${formatBytes(bytes)} (${bytes.toLocaleString('en-US')} bytes)`

/**
 * Reads a number of bytes: `1024`, `'512 B'`, `'64 MB'` (powers of 1000), `'64 MiB'` (powers of 1024).
 * Rounds to whole bytes. Throws a MemSizeError, naming `what`, for anything else.
 */
export function parseBytes(text: string | number, what = 'a size'): number {
  const match = typeof text === 'string' ? /^\s*(\d+(?:\.\d+)?)(?:\s*(?:([kmgt])(i?))?b)?\s*$/i.exec(text) : null
  const [, digits, unit = '', binary] = match ?? []
  // an empty unit is at 0
  const bytes = match ? Math.round(Number(digits) * (binary ? 1024 : 1000) ** ' kmgt'.indexOf(unit.toLowerCase() || ' ')) : text
  if (typeof bytes === 'number' && bytes >= 0 && Number.isSafeInteger(bytes)) return bytes
  throw new MemSizeError(
    `Expected ${what} in bytes, like 1024, "64 MB" or "64 MiB", got ${shown(text)}. Give a whole number of bytes, or a number with one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB.`,
  )
}

export const expectedBytes = "a number of bytes, 0 or more, or a text like '64 kB'"
export const isBytes = (value: unknown): value is number => typeof value === 'number' && value >= 0

/** An option's amount of bytes: any number from 0 on, Infinity too, or a text that `parseBytes` reads. Throws a MemSizeError for anything else. */
export function optionBytes(option: string, value: unknown): number {
  if (typeof value === 'string') return parseBytes(value, `\`${option}\``)
  if (isBytes(value)) return value
  throw wrongOption(option, expectedBytes, value)
}
