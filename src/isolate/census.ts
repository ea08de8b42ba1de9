import { expectOptions, MemSizeError, shown } from '../errors.js'
import { FIGURE } from './binding.js'
import { CensusProof } from './census-proof.js'
import { type CensusRows, rowsOf } from './census-rows.js'
import { lookArguments, needHeapProbe, switchOff } from './heap-probe.js'

/** All living objects of one class. */
export interface CensusClass {
  /** The constructor's name, or what all of a type are, as `(string)`, `(array)` and `Function`: as DevTools and `classTable` call them. */
  readonly name: string
  /** How many objects. */
  readonly count: number
  /** Shallow bytes. */
  readonly bytes: number
  /** Its part of all bytes of the census: 0 to 1. */
  readonly share: number
  /** Bytes more than in the earlier census, below 0 where there are less; 0 without one. */
  readonly growth: number
  /** Objects more than in the earlier census; 0 without one. */
  readonly countGrowth: number
}

/** A part of the heap's memory that no living object takes. */
export interface CensusRemainder {
  /**
   * `'unreached'`: objects that nothing keeps, which the next collection frees; `'free'`: free lists, and the half of the young generation that is
   * not in use; `'open'`: where V8 allocates next; `'code'`: machine code that was not reached, and gaps between; `'read-only'`: the engine's own
   * constants; `'page heads'`: what V8 keeps of each page on it.
   */
  readonly space: 'unreached' | 'free' | 'open' | 'code' | 'read-only' | 'page heads'
  /** Bytes. */
  readonly bytes: number
}

/** Every object alive in this isolate, by class. */
export interface HeapCensus {
  /** Shallow bytes of all living objects; with text of external strings and memory of ArrayBuffers, as a heap snapshot counts them. */
  readonly bytes: number
  /** How many living objects. */
  readonly count: number
  /** The most bytes first. */
  readonly classes: readonly CensusClass[]
  /** With `heapBytes`, what the pages of the heap are besides. */
  readonly remainder: readonly CensusRemainder[]
  /** Of `bytes`, those on the heap itself: with the remainder, all bytes of the heap's pages. */
  readonly heapBytes: number
  /** Bytes of memory that the census took, given back by now. */
  readonly memory: number
}

/** How a census counts. */
export interface CensusOptions {
  /** An earlier census of this process: `growth` is counted from it. */
  readonly since?: HeapCensus | undefined
}

/**
 * Counts every object alive in this isolate by class, in one native pass, without a collection and without a heap snapshot. Alive is what a
 * collection would keep: found from the global object, the engine's own roots, the stack, and memory of C++ that refers to objects. Words in memory
 * that C++ no longer uses keep up to 1 % more than V8 would, and what a collection clears from caches is still there.
 *
 * Linux only, on the versions of Node that the probe was tested on; elsewhere, and where a self-check fails, a MemSizeError says why.
 * Linear in the objects: about 20 ms for each million. Takes 4 % of the heap's size for that time.
 */
export function heapCensus(options: CensusOptions = {}): HeapCensus {
  expectOptions(options, ['since'], '{ since: earlier }')
  const { since } = options
  if (since !== undefined && !isCensus(since))
    throw new MemSizeError(`Expected \`since\` to be an earlier result of heapCensus(), got ${shown(since)}.`)
  const probe = needHeapProbe('heapCensus')
  const proof = new CensusProof()
  const columns = probe.heapCensus(...lookArguments())
  if (typeof columns === 'string') return switchOff(probe, columns)
  const rows = rowsOf(columns)
  const problem = proof.problemOf(rows, columns.figures)
  if (problem !== undefined) return switchOff(probe, problem)
  return censusOf(rows, columns.figures, since)
}

const isCensus = (value: unknown): value is HeapCensus =>
  typeof value === 'object' && value !== null && Array.isArray((value as Partial<HeapCensus>).classes)

function censusOf(rows: CensusRows, figures: Float64Array, since: HeapCensus | undefined): HeapCensus {
  const figure = (name: keyof typeof FIGURE): number => figures[FIGURE[name]] as number
  let bytes = 0
  let count = 0
  for (const row of rows.values()) {
    bytes += row.bytes
    count += row.count
  }
  const before = new Map(since?.classes.map((row) => [row.name, row]))
  const classes: CensusClass[] = []
  const add = (name: string, row: { count: number; bytes: number }) => {
    const earlier = before.get(name)
    before.delete(name)
    const growth = since === undefined ? 0 : row.bytes - (earlier?.bytes ?? 0)
    const countGrowth = since === undefined ? 0 : row.count - (earlier?.count ?? 0)
    classes.push({ name, ...row, share: bytes === 0 ? 0 : row.bytes / bytes, growth, countGrowth })
  }
  for (const [name, row] of rows) add(name, row)
  // classes that have gone shrank, too
  for (const name of [...before.keys()]) if ((before.get(name)?.count ?? 0) > 0) add(name, { count: 0, bytes: 0 })
  classes.sort((a, b) => b.bytes - a.bytes || b.count - a.count)
  const heapBytes = figure('bytes')
  const unreached = figure('committed') - heapBytes - figure('free') - figure('open') - figure('readOnly') - figure('pageHeads')
  const code = figure('code') - figure('codeReached')
  const remainder: CensusRemainder[] = [
    { space: 'unreached', bytes: Math.max(0, unreached - code) },
    { space: 'free', bytes: figure('free') },
    { space: 'open', bytes: figure('open') },
    { space: 'code', bytes: code },
    { space: 'read-only', bytes: figure('readOnly') },
    { space: 'page heads', bytes: figure('pageHeads') },
  ]
  return { bytes, count, classes, remainder: remainder.sort((a, b) => b.bytes - a.bytes), heapBytes, memory: figure('memory') }
}
