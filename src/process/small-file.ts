import { Buffer } from 'node:buffer'
import { closeSync, openSync, readSync } from 'node:fs'

/** One for the process's life: readFileSync() takes 64 kB for a file of /proc, whose size is 0. */
const bytes = Buffer.allocUnsafeSlow(16_384)

/** The beginning of a file of /proc or /sys, at most 16 kB; undefined where it cannot be read. */
export function smallFile(path: string): string | undefined {
  try {
    const file = openSync(path, 'r')
    try {
      return bytes.toString('latin1', 0, readSync(file, bytes, 0, bytes.length, 0))
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}
