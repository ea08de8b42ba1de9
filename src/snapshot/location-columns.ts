import type { SourceLocations } from '../graph/heap-graph.js'
import { Hint, trimmed, withRoom } from './growing.js'
import type { NumberSink } from './json-numbers.js'
import { wrong } from './snapshot-columns.js'
import type { LocationFields } from './snapshot-meta.js'

const MAX_UINT32 = 0xffffffff
const noNode = 0xffffffff

/** The rows of `locations`, taken apart into columns; the nodes must be complete. */
export class LocationColumns implements NumberSink {
  readonly width: number
  private count = 0
  private node = new Uint32Array(0)
  private script = new Uint32Array(0)
  private scriptNode = new Uint32Array(0)
  private line = new Uint32Array(0)
  private column = new Uint32Array(0)
  private readonly fields: LocationFields
  private readonly nodes: number
  private readonly nodeWidth: number
  private readonly hint: Hint

  constructor(fields: LocationFields, nodes: number, nodeWidth: number, bytes: number | undefined) {
    this.width = fields.width
    this.fields = fields
    this.nodes = nodes
    this.nodeWidth = nodeWidth
    this.hint = new Hint(0, fields.width * 2, bytes)
  }

  take(numbers: Float64Array, offsets: Float64Array, count: number): void {
    const { fields, width, nodes, nodeWidth } = this
    this.reserve(this.count + count / width)
    let at = this.count
    for (let row = 0; row < count; row += width) {
      const node = numbers[row + fields.node] / nodeWidth
      const script = numbers[row + fields.script]
      const line = numbers[row + fields.line]
      const column = numbers[row + fields.column]
      if (!(node >= 0 && node < nodes) || node !== Math.floor(node)) {
        const last = (nodes - 1) * nodeWidth
        wrong(`a location of a node, a multiple of ${nodeWidth} up to ${last}`, node * nodeWidth, offsets[row + fields.node])
      }
      // V8 writes -1 for a place that it does not know
      if (!(script >= 0 && line >= 0 && column >= 0 && script <= MAX_UINT32 && line <= MAX_UINT32 && column <= MAX_UINT32)) continue
      const scriptNode = fields.scriptNode < 0 ? -1 : numbers[row + fields.scriptNode] / nodeWidth
      this.node[at] = node
      this.script[at] = script
      this.scriptNode[at] = scriptNode >= 0 && scriptNode < nodes && scriptNode === Math.floor(scriptNode) ? scriptNode : noNode
      this.line[at] = line
      this.column[at] = column
      at++
    }
    this.count = at
  }

  finish(): SourceLocations {
    const { count } = this
    return {
      node: trimmed(this.node, count),
      script: trimmed(this.script, count),
      scriptNode: this.fields.scriptNode < 0 ? undefined : trimmed(this.scriptNode, count),
      line: trimmed(this.line, count),
      column: trimmed(this.column, count),
    }
  }

  private reserve(rows: number): void {
    if (rows <= this.node.length) return
    this.node = withRoom(this.node, rows, this.hint)
    const room = this.node.length
    this.script = withRoom(this.script, room, this.hint)
    this.scriptNode = withRoom(this.scriptNode, room, this.hint)
    this.line = withRoom(this.line, room, this.hint)
    this.column = withRoom(this.column, room, this.hint)
  }
}
