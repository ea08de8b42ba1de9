import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { enginePath } from '../../scripts/engines.mjs'
import type { HeapGraph } from '../../src/graph/heap-graph.js'
import type { Measurement } from '../../src/measure.js'
import { readHeapSnapshot } from '../../src/snapshot/read-snapshot.js'
import { deepOf, findHolder, shallowOf } from '../../src/snapshot/value-policy.js'
import { nodes } from '../in-engines.js'
import { isCounted } from '../oracle/probe.js'

interface Case {
  readonly name: string
  /** Bytes that descriptions give. */
  readonly external: number
  /** Accessors among what belongs to the value. */
  readonly pairs: number
  readonly contexts: boolean
  /** Bytes that a limited measurement has to lie between. */
  readonly limited?: readonly [number, number]
  readonly ends: readonly [own: number, deep: number, stops: number]
  readonly probe: Measurement
  readonly model?: Measurement
}

interface Expected {
  readonly bytes: number
  readonly count: number
}

const root = process.cwd()
/** Bytes of what stands for an accessor: a map, a getter and a setter. */
const accessorPair = 24

/** What belongs to each value by its case, as the heap snapshot has it: each node once. */
function* expectations(graph: HeapGraph, cases: readonly Case[]): Generator<Expected> {
  const [own, deep, stops] = ['RulesOwn', 'RulesDeep', 'RulesStops'].map((name) => findHolder(graph, name))
  const free = graph.strings.indexOf('RulesFree') < 0 ? new Map<number, number>() : findHolder(graph, 'RulesFree')
  const between = (nodes: ReadonlyMap<number, number>, from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => nodes.get(from + i)!)
  let from: Case['ends'] = [0, 0, 0]
  for (const { ends, contexts, external, pairs } of cases) {
    const stopped = new Set([...between(stops, from[2], ends[2]), ...free.values()])
    const nodes = new Set<number>()
    for (const node of between(own, from[0], ends[0])) for (const part of shallowOf(graph, node, { nodes: true }).nodes!) nodes.add(part)
    // an object whose own bytes are named is looked into by its description alone
    const described = new Set([...stopped, ...between(own, from[0], ends[0])])
    for (const node of between(deep, from[1], ends[1])) {
      const isOpen = described.has(node) && !stopped.has(node)
      for (const part of deepOf(graph, node, { nodes: true, stops: isOpen ? without(described, node) : described, contexts }).nodes!)
        nodes.add(part)
    }
    let bytes = external + pairs * accessorPair
    for (const node of nodes) bytes += graph.selfSize[node]
    yield { bytes, count: [...nodes].filter((node) => isCounted(graph, node)).length }
    from = ends
  }
}

const without = (nodes: ReadonlySet<number>, one: number): ReadonlySet<number> => new Set([...nodes].filter((node) => node !== one))

function faultOf({ name, external, limited, probe, model }: Case, expected: Expected): string | undefined {
  const { bytes, lower, count, complete, by } = probe
  const upper = probe.upper ?? Number.POSITIVE_INFINITY
  const fault = (what: string) =>
    `${name}: ${what}: ${bytes} bytes (${lower} to ${upper}) in ${count}, not ${expected.bytes} in ${expected.count}`
  if (by !== 'probe') return fault('not by the probe')
  if (limited !== undefined) {
    const isWithin = limited[0] < bytes && bytes <= limited[1] && lower === bytes
    return isWithin && !complete && upper === Number.POSITIVE_INFINITY ? undefined : fault(`not stopped between ${limited}`)
  }
  if (!complete) return fault('not complete')
  if (lower !== bytes || upper !== bytes) return fault('not exact')
  if (external > 0 && probe.external !== external) return fault(`${probe.external} outside the heap, not ${external}`)
  if (bytes !== expected.bytes || count !== expected.count) return fault('not what the snapshot says')
  if (model !== undefined && !(model.lower <= bytes && bytes <= (model.upper ?? Number.POSITIVE_INFINITY)))
    return fault(`outside the model's ${model.lower} to ${model.upper}`)
  return undefined
}

describe.each(nodes)('rules, by the probe on %s', (engine) => {
  test('what descriptions, exclude, trackers and limits say belongs to a value weighs what the heap snapshot says of it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'memsize-rules-'))
    try {
      const snapshot = join(folder, 'rules.heapsnapshot')
      const child = ['--expose-gc', join(root, 'test/probe/rules-child.cjs'), join(root, 'dist/cjs'), snapshot]
      const cases: Case[] = execFileSync(enginePath(engine), child, { encoding: 'utf8', maxBuffer: 2 ** 26 })
        .split('\n')
        .map((line) => JSON.parse(line))
      const expected = [...expectations(await readHeapSnapshot(snapshot), cases)]
      expect(cases.flatMap((one, i) => faultOf(one, expected[i]) ?? [])).toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
