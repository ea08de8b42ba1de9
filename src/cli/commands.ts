import type { Host } from './host.js'
import { of } from './of.js'

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
  /** `<file>` */
  readonly argument: string
  readonly summary: string
  /** What the help says below the options. */
  readonly notes: string
  readonly options: readonly CommandOption[]
  run(host: Host, argument: string, options: Readonly<Record<string, unknown>>): Promise<void>
}

/** Everything that `memsize` can do. */
export const commands: readonly Command[] = [of]
