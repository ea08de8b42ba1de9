import { CommandError } from './host.js'

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Reads `500ms`, `30s`, `5m`, `1h` as milliseconds; a number alone is seconds. */
export function durationOf(text: string, option: string): number {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? []
  const milliseconds = Math.round(Number(number) * units[unit])
  // timers take what is more for 1 ms
  if (milliseconds >= 1 && milliseconds < 2 ** 31) return milliseconds
  throw new CommandError(`${option}: expected a time such as 60s or 5m, got ${text}`, 2)
}
