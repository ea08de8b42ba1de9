import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { promisify } from 'node:util'
import type { HeapGraph } from '../../src/graph/heap-graph.js'
import type { Measurement } from '../../src/measure.js'
import { readHeapSnapshot } from '../../src/snapshot/read-snapshot.js'
import { deepOf, type Extent, findHolder, shallowOf } from '../../src/snapshot/value-policy.js'

/** A value measured by the probe, beside what the engine says. */
export interface Compared extends Measurement {
  readonly name: string
  readonly shallow: number
  readonly isDescribed: boolean
  readonly truth: Truth
}

/** What the heap snapshot says of a value. */
export interface Truth {
  readonly bytes: number
  /** Objects, functions, strings, symbols and bigints, as Measurement.count has them. */
  readonly count: number
  readonly shallow: number
  /** Bytes of stores outside the heap, but for those of strings. */
  readonly stores: number
  /** `bytes` without the nodes that stand for objects of C++, and without all that only they lead to. */
  readonly floor: number
}

export interface Comparison {
  readonly values: readonly Compared[]
  /** For structures.cjs: 1 for all, 3 for every third. */
  readonly structures?: number
  /** How many objects within the values were compared one by one, and those whose own bytes are not what the snapshot says. */
  readonly objects: number
  readonly wrongObjects: readonly string[]
}

export interface ComparisonOptions {
  readonly contexts?: boolean
  /** For random-shapes.cjs: `0..1000`. */
  readonly seeds?: string
  /** For structures.cjs: 1 for all, 3 for every third. */
  readonly structures?: number
  /** How many objects within the values to compare one by one, those nearest to the values first. */
  readonly objects?: number
  /** The package that measures: one of test/probe/builds.mjs; by default the one that was built here. */
  readonly home?: { readonly dist: string; readonly env: Readonly<Record<string, string>> }
}

const root = process.cwd()

/**
 * Measures values in a child process of an engine by the probe, and reads the truth off that process's heap snapshot. The values are those of a
 * module of test/oracle, or of a script by its absolute path.
 */
export async function compareProbe(binary: string, values: string, options: ComparisonOptions = {}): Promise<Comparison> {
  const scratch = await mkdtemp(join(tmpdir(), 'memsize-probe-'))
  try {
    const snapshot = join(scratch, 'values.heapsnapshot')
    const module = isAbsolute(values) ? values : join(root, 'test/oracle', values)
    const { contexts = false, seeds = '', structures = 1, objects = 20_000, home = { dist: join(root, 'dist/cjs'), env: {} } } = options
    const child = ['--expose-gc', join(root, 'test/oracle/probe-child.cjs'), home.dist, module, snapshot]
    const env = {
      ...process.env,
      ...home.env,
      OPTIONS: JSON.stringify({ contexts }),
      SEEDS: seeds,
      STRUCTURES: String(structures),
      OBJECTS: String(objects),
    }
    const { stdout } = await promisify(execFile)(binary, child, { maxBuffer: 2 ** 29, env })
    return compared(await readHeapSnapshot(snapshot), stdout.split('\n'), contexts)
  } finally {
    await rm(scratch, { recursive: true })
  }
}

function compared(graph: HeapGraph, lines: readonly string[], contexts: boolean): Comparison {
  const held = findHolder(graph, 'OracleHolder')
  const stops = readOnlyNodes(graph, JSON.parse(lines.at(-1)!))
  const values = lines.slice(0, -2).map((line, i) => {
    const measured = JSON.parse(line)
    return { ...measured, upper: measured.upper ?? Number.POSITIVE_INFINITY, truth: truthOf(graph, held.get(i), stops, contexts) }
  })
  const objects = findHolder(graph, 'ObjectsHolder')
  const own: number[] = JSON.parse(lines.at(-2)!)
  const wrongObjects = own.flatMap((bytes, i) => {
    const node = objects.get(i)!
    const expected = ownBytes(graph, node)
    // the size of its object of C++ is merged into such a node
    if (graph.typeOf(node) === 'native' ? bytes <= expected : bytes === expected) return []
    return [`${graph.nameOf(node)} (${graph.typeOf(node)}): ${bytes} own bytes, not ${expected}`]
  })
  return { values, objects: own.length, wrongObjects }
}

/**
 * V8 11 and 12 write the strings of read-only space with their size, though no value owns them. The child held those that the engine itself says
 * are there (read-only-texts.cjs). That the probe gives no bytes to them is what it must do, not how they were found.
 */
function readOnlyNodes(graph: HeapGraph, bytes: readonly number[]): ReadonlySet<number> {
  const nodes = new Set(bytes.length > 0 ? findHolder(graph, 'FreeHolder').values() : [])
  const charged = bytes.filter((size) => size > 0).length
  if (charged > 0) throw new Error(`The probe gives bytes to ${charged} of ${bytes.length} strings of read-only space`)
  return nodes
}

function truthOf(graph: HeapGraph, node: number | undefined, stops: ReadonlySet<number>, contexts: boolean): Truth {
  // a small integer is not an object of the heap
  if (node === undefined) return { bytes: 0, count: 0, shallow: 0, stores: 0, floor: 0 }
  const deep = deepOf(graph, node, { nodes: true, stops, contexts })
  const natives = new Set(stops)
  let count = 0
  let stores = 0
  for (const part of deep.nodes!) {
    if (isCounted(graph, part)) count++
    if (graph.typeOf(part) !== 'native') continue
    if (graph.nameOf(part) === STORE) stores += graph.selfSize[part]
    else natives.add(part)
  }
  const without: Extent = natives.size === stops.size ? deep : deepOf(graph, node, { stops: natives, contexts })
  const shallow = stops.has(node) ? 0 : ownBytes(graph, node)
  return { bytes: deep.bytes, count, shallow, stores, floor: without.bytes }
}

const STORE = 'system / JSArrayBufferData'
const COUNTED = ['object', 'closure', 'regexp', 'string', 'concatenated string', 'sliced string', 'symbol', 'bigint']
/** What V8 types as an internal of its own, though a value may be one or a key one. */
const COUNTED_HIDDEN = ['system / JSProxy', 'private symbol']

/** Whether Measurement.count has a node. */
export function isCounted(graph: HeapGraph, node: number): boolean {
  const type = graph.typeOf(node)
  if (type === 'hidden') return COUNTED_HIDDEN.includes(graph.nameOf(node))
  // a context is typed 'object', too
  return COUNTED.includes(type) && !(type === 'object' && graph.nameOf(node).startsWith('system / '))
}

/** An object's own bytes as shallowSize() has them: with the data of an ArrayBuffer. */
function ownBytes(graph: HeapGraph, node: number): number {
  let { bytes } = shallowOf(graph, node)
  const store = graph.findEdge(node, 'internal', 'backing_store')
  if (store >= 0) bytes += graph.selfSize[graph.edgeTo[store]]
  // the value of a boxed number hangs on it as the box of a double field would, but is a value like any other, which others may hold too
  if (graph.nameOf(node) === 'Number') bytes -= wrappedNumber(graph, node)
  return bytes
}

function wrappedNumber(graph: HeapGraph, node: number): number {
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    const to = graph.edgeTo[edge]
    if (graph.edgeTypeOf(edge) === 'hidden' && graph.typeOf(to) === 'number') return graph.selfSize[to]
  }
  return 0
}

/** Whether the probe saw all of the value, and so has to be exact. */
export const isWhole = ({ upper, isDescribed }: Compared): boolean => upper !== Number.POSITIVE_INFINITY && !isDescribed

/**
 * What is wrong with a measurement, or undefined.
 *
 * Most values are to be equal to the byte, `count` included. Where the probe says it cannot see all (`opaque`, `upper` is Infinity), the snapshot
 * knows more, and there are two kinds of it:
 *
 * - Objects that stand for one of C++ (sockets, Blobs, keys, ports). Node tells V8 what their C++ side weighs and holds, and V8 adds nodes of type
 *   'native' for it, or types the wrapper itself 'native' and adds the size to its own (EmbedderGraph). So the probe's bytes lie between the truth
 *   and what is left of it without such nodes and without all that only they lead to.
 * - Objects of the engine whose insides the probe never learned (WebAssembly instances and tables, module records): the bytes are at most the truth.
 */
export function faultOf(compared: Compared): string | undefined {
  const { name, bytes, lower, upper, count, external, shallow, opaque, isDescribed, truth } = compared
  const told = `${bytes} bytes (${lower} to ${upper}) in ${count}, own ${shallow}, outside ${external}`
  const expected = `${truth.bytes} in ${truth.count}, own ${truth.shallow}, outside ${truth.stores}, ${truth.floor} without C++`
  const fault = (what: string) => `${name}: ${what}: ${told}, the snapshot says ${expected}`
  if (compared.by !== 'probe') return fault('not measured by the probe')
  // what belongs to it is its description's to say: test/probe/rules.test.ts
  if (isDescribed) return undefined
  if (lower !== bytes) return fault('lower is not bytes')
  if (isWhole(compared)) {
    if (opaque.length > 0) return fault(`opaque and bounded (${opaque[0].reason})`)
    if (upper !== bytes) return fault('upper is not bytes')
    if (bytes !== truth.bytes || count !== truth.count) return fault('not equal')
    if (shallow !== truth.shallow) return fault('own bytes not equal')
    // external strings are no nodes of their own
    return external >= truth.stores ? undefined : fault('less is outside the heap')
  }
  if (opaque.length === 0) return fault('unbounded for no reason')
  if (bytes > truth.bytes) return fault('more than there is')
  const isOfC = opaque.every(({ reason }) => reason.includes('keeps in C++'))
  return isOfC && bytes < truth.floor ? fault('less than without C++') : undefined
}

/** Every fault of a comparison, one line each; equal ones once. */
export function faultsOf({ values, wrongObjects }: Comparison): string[] {
  const times = new Map<string, number>()
  for (const fault of wrongObjects) times.set(fault, (times.get(fault) ?? 0) + 1)
  return [...values.flatMap((value) => faultOf(value) ?? []), ...[...times].map(([fault, count]) => `${count} times ${fault}`)]
}

/** A script that builds what `sources` say, as prelude.js has it; written into the folder. Returns its path. */
export async function scriptOf(folder: string, sources: readonly string[]): Promise<string> {
  const prelude = await readFile(join(root, 'test/oracle/prelude.js'), 'utf8')
  const file = join(folder, 'cases.js')
  await writeFile(file, [prelude, ...sources.map((source, i) => `try{hold(${i},${source})}catch(e){fail(${i},e)}`)].join('\n'))
  return file
}
