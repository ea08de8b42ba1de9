import picocolors from 'picocolors'
import type { Paint, Tone } from '../breakdown/text-table.js'

/** What the command line uses of a process, so that tests can give it another. */
export interface Host {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: AsyncIterable<Uint8Array>
  readonly stdout: Output
  readonly stderr: Output
  /** A host without them is sent no signals. */
  on?(signal: HostSignal, listener: () => void): unknown
  off?(signal: HostSignal, listener: () => void): unknown
}

/** What asks the command line to end. */
export type HostSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

/** Ends a command: `exitCode` 1 where its input cannot be used, 2 where it was called wrongly. */
export class CommandError extends Error {
  readonly exitCode: 1 | 2

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Columns of the terminal. */
export function widthOf({ stdout, env }: Host): number {
  const width = stdout.columns ?? Number(env.COLUMNS)
  return width >= 20 ? width : 80
}

/** Colours on a terminal only, and not where NO_COLOR says so (no-color.org). */
export function paintOf({ stdout, env }: Host): Paint {
  const { bold, dim } = picocolors.createColors(stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb')
  const tones: Readonly<Record<Tone, (text: string) => string>> = { plain: (text) => text, title: dim, quiet: dim, strong: bold }
  return (tone, text) => tones[tone](text)
}
