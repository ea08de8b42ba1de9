import { execFile } from 'node:child_process'
import { libraryFile, notOnDisk } from '../probe/library-file.js'
import type { HeaderKind } from '../protocol.js'

/** A value as the model has it beside the heap snapshot of its process. Bytes, all that the value holds. */
export interface ComparedSample {
  readonly kind: HeaderKind
  readonly name: string
  readonly bytes: number
  readonly lower: number
  /** null: no bound. */
  readonly upper: number | null
  /** By the snapshot. */
  readonly truth: number
  /** Whether the truth is within the bounds; where they meet, the model is exact. */
  readonly holds: boolean
}

/** What was compared, or why nothing could be. */
export type LayoutCheck = { readonly samples: readonly ComparedSample[] } | { readonly reason: string }

/** As for checkProbe(), in ms. */
const patience = 120_000

/**
 * Compares the layout of the running engine with the engine: a child process builds values of every kind, measures them by the model and compares
 * each with its own heap snapshot. Takes a second or two.
 */
export function checkLayout(): Promise<LayoutCheck> {
  const child = libraryFile('../check/check-layout-child.js')
  if (child === undefined) return Promise.resolve({ reason: notOnDisk })
  return new Promise((resolve) => {
    const env = { ...process.env, NODE_OPTIONS: '' }
    execFile(process.execPath, [child], { env, timeout: patience, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      if (error === null) resolve({ samples: JSON.parse(stdout) })
      else resolve({ reason: `the process that compared ended with ${error.signal ?? error.code}: ${stderr.trim().split('\n')[0]}` })
    })
  })
}
