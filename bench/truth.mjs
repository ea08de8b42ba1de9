/** What the engine's heap snapshot says of each value, and what was reported: the values live and are weighed in a child process. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readHeapSnapshot } from '../dist/esm/heap.js'
import { deepOf, findHolder } from '../dist/esm/snapshot/value-policy.js'
import { runChild } from './child.mjs'

/** @returns {Promise<{ truth: number, lower: number, upper: number, reported: Record<string, number> }[]>} bytes, in the order of `values` */
export async function weighAll() {
  const folder = mkdtempSync(join(tmpdir(), 'memsize-bench-'))
  try {
    const snapshot = join(folder, 'values.heapsnapshot')
    const weighed = runChild('truth-child.mjs', [snapshot])
    const graph = await readHeapSnapshot(snapshot)
    const nodes = findHolder(graph, 'BenchHolder')
    return weighed.map((one, i) => ({ ...one, truth: deepOf(graph, nodes.get(i)).bytes }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
