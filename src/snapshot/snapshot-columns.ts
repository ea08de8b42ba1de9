import { MemSizeError } from '../errors.js'
import { Hint, trimmed, withRoom } from './growing.js'
import type { NumberSink } from './json-numbers.js'
import type { SnapshotMeta } from './snapshot-meta.js'

const MAX_UINT32 = 0xffffffff

// The shortest a row can be: its numbers have one digit each, with a comma after each.
const bytesPerRow = (width: number) => width * 2

/** The rows of `nodes`, taken apart into columns. */
export class NodeColumns implements NumberSink {
  readonly width: number
  count = 0
  edges = 0
  /** The largest string index, and where it stood. */
  maxName = -1
  maxNameAt = 0
  type = new Uint8Array(0)
  name = new Uint32Array(0)
  id: Uint32Array | Float64Array = new Uint32Array(0)
  selfSize: Uint32Array | Float64Array = new Uint32Array(0)
  firstEdge = new Uint32Array(1)
  private readonly meta: SnapshotMeta
  private readonly hint: Hint

  constructor(meta: SnapshotMeta, bytes: number | undefined) {
    this.meta = meta
    this.width = meta.nodeWidth
    this.hint = new Hint(meta.nodes ?? 0, bytesPerRow(meta.nodeWidth), bytes)
  }

  take(numbers: Float64Array, offsets: Float64Array, count: number): void {
    const { meta, width } = this
    const rows = count / width
    this.reserve(this.count + rows)
    const { type, name, firstEdge } = this
    let node = this.count
    let { edges, maxName } = this
    for (let row = 0; row < count; row += width, node++) {
      const t = numbers[row + meta.type]
      const n = numbers[row + meta.name]
      const e = numbers[row + meta.edgeCount]
      if (!(t >= 0 && t < meta.nodeTypes.length)) wrong(`a node type below ${meta.nodeTypes.length}`, t, offsets[row + meta.type])
      if (!(n >= 0 && n <= MAX_UINT32)) wrong('a string index as node name', n, offsets[row + meta.name])
      edges += e
      if (!(e >= 0 && edges <= MAX_UINT32)) wrong('an edge count, fewer than 2^32 in all', e, offsets[row + meta.edgeCount])
      if (n > maxName) {
        maxName = n
        this.maxNameAt = offsets[row + meta.name]
      }
      type[node] = t
      name[node] = n
      firstEdge[node + 1] = edges
    }
    this.edges = edges
    this.maxName = maxName
    this.id = this.wide(this.id, meta.id, 'an object id', numbers, offsets, count)
    this.selfSize = this.wide(this.selfSize, meta.selfSize, 'a size', numbers, offsets, count)
    this.count = node
  }

  finish(): void {
    this.type = trimmed(this.type, this.count)
    this.name = trimmed(this.name, this.count)
    this.id = trimmed(this.id, this.count)
    this.selfSize = trimmed(this.selfSize, this.count)
    this.firstEdge = trimmed(this.firstEdge, this.count + 1)
  }

  /** A column of 32-bit numbers that becomes one of doubles at the first number that needs it. */
  private wide(
    column: Uint32Array | Float64Array,
    field: number,
    what: string,
    numbers: Float64Array,
    offsets: Float64Array,
    count: number,
  ): Uint32Array | Float64Array {
    let into = column
    let node = this.count
    for (let at = field; at < count; at += this.width, node++) {
      const value = numbers[at]
      if (value > MAX_UINT32 && into instanceof Uint32Array) into = Float64Array.from(into)
      if (value < 0) wrong(what, value, offsets[at])
      into[node] = value
    }
    return into
  }

  private reserve(rows: number): void {
    if (rows <= this.type.length) return
    this.type = withRoom(this.type, rows, this.hint)
    const room = this.type.length
    this.name = withRoom(this.name, room, this.hint)
    this.id = withRoom(this.id, room, this.hint)
    this.selfSize = withRoom(this.selfSize, room, this.hint)
    this.firstEdge = withRoom(this.firstEdge, room + 1, this.hint)
  }
}

/** The rows of `edges`, taken apart into columns; the nodes must be complete. */
export class EdgeColumns implements NumberSink {
  readonly width: number
  count = 0
  maxName = -1
  maxNameAt = 0
  type = new Uint8Array(0)
  name = new Uint32Array(0)
  to = new Uint32Array(0)
  private readonly meta: SnapshotMeta
  private readonly nodes: number
  private readonly expected: number
  private readonly indexed: Uint8Array
  private readonly hint: Hint

  constructor(meta: SnapshotMeta, nodes: NodeColumns, bytes: number | undefined) {
    this.meta = meta
    this.width = meta.edgeWidth
    this.nodes = nodes.count
    this.expected = nodes.edges
    this.indexed = Uint8Array.from(meta.edgeTypes, (type) => (type === 'element' || type === 'hidden' ? 1 : 0))
    this.hint = new Hint(nodes.edges, bytesPerRow(meta.edgeWidth), bytes)
  }

  take(numbers: Float64Array, offsets: Float64Array, count: number): void {
    const { meta, width, indexed, nodes } = this
    const { edgeType, edgeName, edgeTo, nodeWidth } = meta
    const types = meta.edgeTypes.length
    const rows = count / width
    if (this.count + rows > this.expected) {
      wrong(`${this.expected} edges, as the nodes count them`, 'more', offsets[(this.expected - this.count) * width])
    }
    this.reserve(this.count + rows)
    const { type, name, to } = this
    let edge = this.count
    let { maxName } = this
    for (let row = 0; row < count; row += width, edge++) {
      const t = numbers[row + edgeType]
      const n = numbers[row + edgeName]
      const node = numbers[row + edgeTo] / nodeWidth
      if (!(t >= 0 && t < types)) wrong(`an edge type below ${types}`, t, offsets[row + edgeType])
      if (!(node >= 0 && node < nodes) || node !== Math.floor(node)) {
        const last = (nodes - 1) * nodeWidth
        wrong(`an edge to a node, a multiple of ${nodeWidth} up to ${last}`, node * nodeWidth, offsets[row + edgeTo])
      }
      if (indexed[t] === 0) {
        if (!(n >= 0 && n <= MAX_UINT32)) wrong('a string index as edge name', n, offsets[row + edgeName])
        if (n > maxName) {
          maxName = n
          this.maxNameAt = offsets[row + edgeName]
        }
      } else if (!(n >= -0x80000000 && n <= MAX_UINT32)) {
        wrong('an index of 32 bits', n, offsets[row + edgeName])
      }
      type[edge] = t
      name[edge] = n // V8 prints an index beyond 2^31 as a negative number: the column wraps it back
      to[edge] = node
    }
    this.maxName = maxName
    this.count = edge
  }

  finish(): void {
    this.type = trimmed(this.type, this.count)
    this.name = trimmed(this.name, this.count)
    this.to = trimmed(this.to, this.count)
  }

  private reserve(rows: number): void {
    if (rows <= this.type.length) return
    this.type = withRoom(this.type, rows, this.hint)
    const room = this.type.length
    this.name = withRoom(this.name, room, this.hint)
    this.to = withRoom(this.to, room, this.hint)
  }
}

const MEND = 'The file is damaged: take the snapshot again, or copy it whole.'

export function wrong(expected: string, got: number | string, offset: number): never {
  throw new MemSizeError(`Expected ${expected}, got ${got} before byte ${offset}. ${MEND}`)
}
