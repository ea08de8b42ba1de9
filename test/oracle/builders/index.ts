import type { Layout } from '../../../src/protocol.js'
import { type Snapshotter, truths } from '../engine.js'
import { arrays } from './arrays.js'
import { buffers } from './buffers.js'
import type { Case } from './case.js'
import { classes } from './classes.js'
import { collections } from './collections.js'
import { histories } from './histories.js'
import { integerKeys } from './integer-keys.js'
import { json } from './json.js'
import { misc } from './misc.js'
import { numericValues } from './numbers.js'
import { objects } from './objects.js'
import { strings } from './strings.js'

/** Every way to build a value, by topic. */
export const topics: Readonly<Record<string, readonly Case[]>> = {
  objects: [...objects()],
  classes: [...classes()],
  'integer keys': [...integerKeys()],
  numbers: [...numericValues()],
  arrays: [...arrays()],
  collections: [...collections()],
  strings: [...strings()],
  buffers: [...buffers()],
  misc: [...misc()],
  json: [...json()],
  histories: [...histories()],
}

/** A case with what the engine says of it. */
export interface Checked {
  readonly topic: string
  readonly case: Case
  readonly real: number
}

/** Builds the values of all topics in one process of the engine. */
export async function checkAll(layout: Layout, snapshot: Snapshotter): Promise<Checked[]> {
  const all = Object.entries(topics).flatMap(([topic, cases]) => cases.map((one) => ({ topic, case: one })))
  const runnable = all.filter((one) => one.case.runsOn?.(layout) ?? true)
  const real = await truths(
    snapshot,
    runnable.map((one) => one.case),
  )
  return runnable.map((one, i) => ({ ...one, real: real[i] }))
}

/** The cases whose prediction is not what the engine says, one line each. */
export const mismatches = (layout: Layout, checked: readonly Checked[]): string[] =>
  checked
    .map(({ case: { name, predict }, real }) => ({ name, real, predicted: predict(layout) }))
    .filter(({ real, predicted }) => real !== predicted)
    .map(({ name, real, predicted }) => `${name}: predicted ${predicted}, really ${real}`)
