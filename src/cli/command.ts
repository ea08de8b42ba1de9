import type { Host } from './host.js'

/** An option of a command, as the help shows it. */
export interface CommandOption {
  /** `--rows <n>` */
  readonly flags: string
  readonly summary: string
  /** The only values it takes. */
  readonly choices?: readonly string[]
  /** For whole numbers: the least it takes. */
  readonly least?: number
}

export interface Command {
  readonly name: string
  /** `<file>`, `<a> <b>` */
  readonly arguments: string
  readonly summary: string
  /** What the help says below the options. */
  readonly notes: string
  readonly options: readonly CommandOption[]
  /** Whether all that follows the first argument belongs to it, options too. */
  readonly passesThrough?: boolean
  /** Commands of its own: `memsize profile show`. */
  readonly subcommands?: readonly Command[]
  /** Gives the exit code where it is not 0. */
  // biome-ignore lint/suspicious/noConfusingVoidType: what an async function without `return` gives
  run(host: Host, args: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number | void>
}
