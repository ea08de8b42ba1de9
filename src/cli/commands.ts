import { attach } from './attach.js'
import type { Host } from './host.js'
import { html } from './html.js'
import { layout } from './layout.js'
import { of } from './of.js'
import { processCommand } from './process-command.js'
import { runCommand } from './run-command.js'
import { diff } from './snapshot-diff.js'
import { path } from './snapshot-path.js'
import { top } from './snapshot-top.js'
import { tree } from './snapshot-tree.js'
import { waste } from './snapshot-waste.js'

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
  /** Gives the exit code where it is not 0. */
  // biome-ignore lint/suspicious/noConfusingVoidType: what an async function without `return` gives
  run(host: Host, args: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number | void>
}

/** Everything that `memsize` can do. */
export const commands: readonly Command[] = [of, top, tree, path, diff, waste, html, layout, runCommand, attach, processCommand]
