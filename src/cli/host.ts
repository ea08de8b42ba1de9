import picocolors from 'picocolors'
import { printable } from '../printable.js'
import type { Paint, Tone } from '../tree/text-table.js'

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

/** Ends a command: `exitCode` 1 where its input cannot be used, 2 where it was called wrongly; `memsize run` has more. */
export class CommandError extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Says on standard error what is wrong, in one line that is harmless to print. */
export function complain({ stderr }: Host, message: string): void {
  stderr.write(lineOf(message))
}

export const lineOf = (message: string): string =>
  `memsize: ${printable(
    message
      .replace(/^error: /, '')
      .trim()
      .replaceAll('\n', ' '),
  )}\n`

/** Columns of the terminal. */
export function widthOf({ stdout, env }: Host): number {
  const width = stdout.columns ?? Number(env.COLUMNS)
  return width >= 20 ? width : 80
}

/** Whether colours and cursor movements mean something there. */
export function isTerminal({ isTTY }: Output, env: Host['env']): boolean {
  return isTTY === true && env.TERM !== 'dumb'
}

/** Colours on a terminal only, not in a file, and not where NO_COLOR says so (no-color.org). */
export function paintOf({ stdout, env }: Host, file?: string): Paint {
  const { bold, dim } = picocolors.createColors(file === undefined && isTerminal(stdout, env) && !env.NO_COLOR)
  const tones: Readonly<Record<Tone, (text: string) => string>> = { plain: (text) => text, title: dim, quiet: dim, strong: bold }
  return (tone, text) => tones[tone](text)
}

/** Lines above a report: each a title and a text, which is made harmless to print. */
export const titledLines = (lines: readonly (readonly [title: string, text: string])[], paint: Paint): string =>
  lines.map(([title, text]) => `  ${paint('quiet', title.padEnd(8))} ${printable(text)}`).join('\n')
