import { open } from 'node:fs/promises'
import { MemSizeError, shown } from '../errors.js'
import { HeapGraph, type SourceLocations } from '../graph/heap-graph.js'
import type { StringTable } from '../graph/string-table.js'
import { nextTurn } from '../timers.js'
import { encodeUtf8 } from '../utf8.js'
import { unpacked } from './gunzip.js'
import { JsonStream, type Steps } from './json-stream.js'
import { LocationColumns } from './location-columns.js'
import { EdgeColumns, NodeColumns } from './snapshot-columns.js'
import { readMeta, type SnapshotMeta } from './snapshot-meta.js'

/** How far the reading of a snapshot has come. */
export interface ReadProgress {
  /** Bytes of the input read so far, packed as they come. */
  readonly bytes: number
  /** All of them; undefined for a stream. */
  readonly total: number | undefined
}

/** How a snapshot is read. */
export interface ReadOptions {
  /** Called as the reading goes on, at most once for each chunk of the input. */
  readonly onProgress?: (progress: ReadProgress) => void
  /** Aborting it ends the reading with its reason. */
  readonly signal?: AbortSignal
}

/** Anything that brings the bytes of a snapshot, in order: a Node stream, a web stream, a generator. */
export type SnapshotStream = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array> | ReadableStreamLike

/** The part of a web ReadableStream that is used where it cannot be iterated (Safari, older browsers). */
export interface ReadableStreamLike {
  /** As the web's streams have it. */
  getReader(): {
    read(): Promise<{ done: boolean; value?: Uint8Array }>
    cancel(reason?: unknown): Promise<void>
  }
}

/**
 * Reads a .heapsnapshot, packed by gzip or not, into typed arrays as its bytes arrive: the file is never held, neither as text nor as objects.
 * Fails with a MemSizeError that says what was expected, what came, and at which byte (of the unpacked text).
 * Time: linear in the bytes. Memory: 17 bytes a node, 9 an edge, and the text of the strings.
 */
export async function readHeapSnapshot(source: string | URL | Uint8Array | SnapshotStream, options: ReadOptions = {}): Promise<HeapGraph> {
  const { onProgress, signal } = options
  signal?.throwIfAborted()
  const isPath = typeof source === 'string' || source instanceof URL
  const file = isPath ? await open(source) : undefined
  try {
    const stats = await file?.stat()
    const total = source instanceof Uint8Array ? source.length : stats?.isFile() ? stats.size : undefined // a pipe has no size
    let bytes = 0
    let textLength = total
    const counted = async function* () {
      for await (const chunk of file ? fileChunks(file) : streamChunks(source as Exclude<typeof source, string | URL>)) {
        signal?.throwIfAborted()
        const part = typeof chunk === 'string' ? encodeUtf8(chunk) : chunk
        bytes += part.length
        yield part
        onProgress?.({ bytes, total })
      }
    }
    const stream = new JsonStream()
    const steps = snapshotSteps(stream, () => (textLength === undefined ? undefined : Math.max(0, textLength - stream.offset)))
    let step = steps.next()
    const text = unpacked(counted(), () => {
      textLength = undefined
    })
    for await (const chunk of text) {
      signal?.throwIfAborted()
      if (!step.done) step = steps.next(chunk)
    }
    while (!step.done) step = steps.next(undefined)
    return step.value
  } finally {
    await file?.close()
  }
}

const CHUNK = 1 << 20

interface FileLike {
  read(buffer: Uint8Array, offset: number, length: number): Promise<{ bytesRead: number }>
}

/** Each chunk is gone once the next is asked for: they share one buffer. */
async function* fileChunks(file: FileLike): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(CHUNK)
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
  }
}

function streamChunks(stream: Uint8Array | SnapshotStream): AsyncIterable<Uint8Array | string> | Iterable<Uint8Array> {
  if (stream instanceof Uint8Array) return partsOf(stream)
  if (typeof stream === 'object' && stream !== null) {
    if (Symbol.asyncIterator in stream || Symbol.iterator in stream) return stream
    if ('getReader' in stream) return readerChunks(stream)
  }
  throw new MemSizeError(
    `Expected a path, a Node stream, a web ReadableStream, a Buffer or an iterable of Uint8Array, got ${shown(stream)}. Give one of these.`,
  )
}

/** Between two parts the program may do other things, and abort. */
async function* partsOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += CHUNK) {
    yield bytes.subarray(from, from + CHUNK)
    await nextTurn()
  }
}

async function* readerChunks(stream: ReadableStreamLike): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  let done = false
  try {
    for (;;) {
      const result = await reader.read()
      done = result.done
      if (done) return
      if (result.value) yield result.value
    }
  } finally {
    if (!done) await reader.cancel()
  }
}

const HEAD_LIMIT = 1 << 20 // V8's is 1.5 kB

/** @param left how many bytes are still to come, where that is known */
function* snapshotSteps(stream: JsonStream, left: () => number | undefined): Steps<HeapGraph> {
  const seen: string[] = []
  let meta: SnapshotMeta | undefined
  let nodes: NodeColumns | undefined
  let edges: EdgeColumns | undefined
  let strings: StringTable | undefined
  let locations: SourceLocations | undefined

  yield* expectSnapshot(stream)
  yield* stream.object('around the snapshot', function* (key) {
    if (SECTIONS.includes(key) && seen.includes(key)) stream.fail(`Expected one '${key}'`, 'a second')
    seen.push(key)
    if (key === 'snapshot') {
      meta = readMeta(yield* stream.value(`'snapshot'`, HEAD_LIMIT))
    } else if (key === 'nodes') {
      if (!meta) return misplaced(`'snapshot' before 'nodes'`, seen)
      nodes = new NodeColumns(meta, left())
      yield* stream.numbers(`'nodes'`, nodes)
      nodes.finish()
      checkCount(`'nodes'`, nodes.count, meta.nodes, 'snapshot.node_count')
    } else if (key === 'edges') {
      if (!meta || !nodes) return misplaced(`'snapshot' and 'nodes' before 'edges'`, seen)
      edges = new EdgeColumns(meta, nodes, left())
      yield* stream.numbers(`'edges'`, edges)
      edges.finish()
      checkCount(`'edges'`, edges.count, nodes.edges, 'the sum of edge_count of all nodes')
      checkCount(`'edges'`, edges.count, meta.edges, 'snapshot.edge_count')
    } else if (key === 'strings') {
      strings = yield* stream.strings(`'strings'`, left())
    } else if (key === 'locations' && meta?.locations && nodes) {
      const columns = new LocationColumns(meta.locations, nodes.count, meta.nodeWidth, left())
      yield* stream.numbers(`'locations'`, columns)
      locations = columns.finish()
    } else {
      yield* stream.skip() // samples, allocation traces
    }
  })
  if ((yield* stream.next()) !== -1) stream.fail('Expected the end of the file', stream.got())

  if (!meta || !nodes || !edges || !strings) {
    return misplaced(SECTIONS.map((name) => `'${name}'`).join(', '), seen)
  }
  checkNames(nodes, 'node', strings.length)
  checkNames(edges, 'edge', strings.length)
  return new HeapGraph({
    nodeTypes: meta.nodeTypes,
    edgeTypes: meta.edgeTypes,
    strings,
    nodeType: nodes.type,
    nodeName: nodes.name,
    nodeId: nodes.id,
    selfSize: nodes.selfSize,
    firstEdge: nodes.firstEdge,
    edgeType: edges.type,
    edgeName: edges.name,
    edgeTo: edges.to,
    locations,
  })
}

const SECTIONS = ['snapshot', 'nodes', 'edges', 'strings']

const MEND = 'Give a file that V8 wrote: Node\'s v8.writeHeapSnapshot() or "Take heap snapshot" in DevTools.'

function* expectSnapshot(stream: JsonStream): Steps {
  const byte = yield* stream.next()
  if (byte === 0x7b) return
  const got = stream.got()
  const mend = PACKED.test(got) ? 'It looks compressed: unpack it first.' : MEND
  throw new MemSizeError(`Expected a heap snapshot, JSON that begins {"snapshot":, got ${got} at byte ${stream.offset}. ${mend}`)
}

/** How zip, bzip2, zstd and xz files begin, as an error message shows it. */
const PACKED = /^"(?:PK|BZh|\(\u00b5\/\u00fd|\u00fd7zXZ)/

/** Other things DevTools saves, by their first key. */
const LOOKALIKES: Record<string, string> = {
  head: 'a sampling heap profile (.heapprofile)',
  nodes: 'a CPU profile (.cpuprofile), or a snapshot in another order',
  traceEvents: 'a performance trace',
}

function misplaced(wanted: string, seen: string[]): never {
  const hint = LOOKALIKES[seen[0]]
  const got = seen.length === 0 ? 'an empty object' : `the keys ${seen.map((key) => `'${key}'`).join(', ')}${hint ? ` (${hint}?)` : ''}`
  throw new MemSizeError(`Expected a heap snapshot with ${wanted}, got ${got}. ${MEND}`)
}

function checkCount(where: string, count: number, expected: number | undefined, source: string): void {
  if (expected === undefined || count === expected) return
  throw new MemSizeError(
    `Expected ${expected} entries in ${where}, which is ${source}, got ${count}. The file is damaged: take the snapshot again, or copy it whole.`,
  )
}

function checkNames(columns: NodeColumns | EdgeColumns, what: string, strings: number): void {
  if (columns.maxName < strings) return
  throw new MemSizeError(
    `Expected ${what} names below ${strings}, as many as there are strings, got ${columns.maxName} before byte ${columns.maxNameAt}. The file is damaged: take the snapshot again, or copy it whole.`,
  )
}
