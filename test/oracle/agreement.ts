import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { HeapGraph } from '../../src/graph/heap-graph.js'
import type { Measurement } from '../../src/measure.js'
import { readHeapSnapshot } from '../../src/snapshot/read-snapshot.js'
import { deepOf, findHolder, shallowOf } from '../../src/snapshot/value-policy.js'

/** A value measured by the model, beside what the engine says. */
export interface Comparison extends Measurement {
  readonly name: string
  readonly exact?: boolean
  /** Bytes by the heap snapshot. */
  readonly truth: number
  /** Objects found in the snapshot by their path, and those of them whose own bytes lie outside the model's bounds. */
  readonly matched: number
  readonly outside: readonly string[]
}

type Row = [parent: number, step: string | number | null, lower: number, upper: number] | null

const root = process.cwd()

/** Measures the values of a module of test/oracle in a child process of that engine, and reads the truth off its heap snapshot. */
export async function compare(binary: string, values: string, env: Readonly<Record<string, string>> = {}): Promise<Comparison[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'memsize-agreement-'))
  try {
    const snapshot = join(scratch, 'values.heapsnapshot')
    const child = [
      '--expose-gc',
      '--no-incremental-marking',
      join(root, 'test/oracle/agreement-child.cjs'),
      join(root, 'dist/cjs'),
      join(root, 'test/oracle', values),
      snapshot,
    ]
    const { stdout } = await promisify(execFile)(binary, child, { maxBuffer: 2 ** 29, env: { ...process.env, ...env } })
    const graph = await readHeapSnapshot(snapshot)
    const nodes = findHolder(graph, 'OracleHolder')
    return stdout.split('\n').map((line, i) => {
      const { objects, ...measured } = JSON.parse(line) as Comparison & { objects: Row[] }
      const node = nodes.get(i)
      const upper = measured.upper ?? Number.POSITIVE_INFINITY
      if (node === undefined) return { ...measured, upper, truth: 0, matched: 0, outside: [] }
      const { bytes, nodes: counted } = deepOf(graph, node, { nodes: true })
      return { ...measured, upper, truth: bytes, ...matchObjects(graph, node, objects, new Set(counted)) }
    })
  } finally {
    await rm(scratch, { recursive: true })
  }
}

/** Follows the path of every object through the snapshot, and compares its own bytes there with the model's bounds. */
function matchObjects(
  graph: HeapGraph,
  top: number,
  rows: readonly Row[],
  deep: ReadonlySet<number>,
): { matched: number; outside: string[] } {
  const found = new Map<number, number>()
  const known = new Map<number, ReadonlyMap<string, number>>()
  const targets = (holder: number) => {
    const targets = known.get(holder) ?? targetsOf(graph, holder)
    known.set(holder, targets)
    return targets
  }
  const outside: string[] = []
  rows.forEach((row, i) => {
    if (row === null) return
    const [parent, step, lower, upper] = row
    const holder = found.get(parent)
    const key = `${typeof step === 'number' ? 'element' : 'property'} ${step}`
    const node = parent === 0 ? top : holder === undefined || step === null ? -1 : (targets(holder).get(key) ?? -1)
    // an accessor's pair stands between its object and its functions; a small view's buffer is counted with it, as it cannot be asked for
    if (node < 0 || /^system \/|^Buffer$|^(Big)?(Uint|Int|Float)\d+/.test(graph.nameOf(node))) return
    found.set(i, node)
    const own = ownBytes(graph, node, deep)
    if (own < lower || own > (upper ?? Number.POSITIVE_INFINITY))
      outside.push(`${graph.nameOf(node)} by ${String(step)}: ${own}, not ${lower} to ${upper}`)
  })
  return { matched: found.size, outside }
}

/** The nodes an object refers to by elements and properties; made once for each, as arrays have many. */
function targetsOf(graph: HeapGraph, node: number): ReadonlyMap<string, number> {
  const targets = new Map<string, number>()
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    const type = graph.edgeTypeOf(edge)
    if (type === 'element' || type === 'property') targets.set(`${type} ${graph.edgeNameOf(edge)}`, graph.edgeTo[edge])
  }
  return targets
}

/** An object's own bytes as the model counts them: with its stores, and with the boxes of its numbers wherever they are. */
function ownBytes(graph: HeapGraph, node: number, deep: ReadonlySet<number>): number {
  const own = shallowOf(graph, node, { nodes: true })
  const counted = new Set(own.nodes)
  let { bytes } = own
  for (const part of own.nodes ?? []) {
    for (let edge = graph.firstEdge[part]; edge < graph.firstEdge[part + 1]; edge++) {
      const target = graph.edgeTo[edge]
      if (counted.has(target) || !deep.has(target) || graph.edgeTypeOf(edge) === 'weak') continue
      const isBox = graph.typeOf(target) === 'number'
      const isData = graph.edgeNameOf(edge) === 'backing_store'
      if (!isBox && !isData) continue
      counted.add(target)
      bytes += graph.selfSize[target]
    }
  }
  return bytes
}

/** What a set of comparisons says of the model as a whole. */
export function summary(comparisons: readonly Comparison[]): {
  readonly median: number
  readonly worst: number
  readonly finite: number
  readonly width: number
} {
  const bounded = comparisons.filter(({ upper }) => upper !== Number.POSITIVE_INFINITY)
  const errors = comparisons.map(({ bytes, truth }) => Math.abs(bytes - truth) / Math.max(1, truth))
  return {
    median: medianOf(errors),
    worst: Math.max(...bounded.map(({ bytes, truth }) => Math.abs(bytes - truth) / Math.max(1, truth))),
    finite: bounded.length / comparisons.length,
    width: medianOf(bounded.map(({ lower, upper }) => upper / Math.max(1, lower))),
  }
}

const medianOf = (numbers: number[]): number => numbers.sort((a, b) => a - b)[numbers.length >> 1]
