import { palette } from '../theme.js'
import { bytesText } from '../words.js'
import type { CallTree } from './calls.js'
import type { FrameNames } from './names.js'

/** Pixels. */
const ROW = 20
/** Narrower calls are not drawn: a page shows no more than it has pixels, however many calls there are. */
const NARROWEST = 0.7

/** A call where it is drawn. */
export interface Bar {
  readonly call: number
  readonly depth: number
  readonly x0: number
  readonly x1: number
}

/** Colours of calls: by file, and for comparisons by change. */
const hueOf = (number: number): number => (number * 137.508) % 360

/** A flame graph on a canvas, the root at the top. */
export class FlameGraph {
  bars: Bar[] = []
  private readonly canvas: HTMLCanvasElement
  private readonly names: FrameNames

  constructor(canvas: HTMLCanvasElement, names: FrameNames) {
    this.canvas = canvas
    this.names = names
  }

  /** Draws what a call called, its callers above it; `found` marks frames. */
  draw(tree: CallTree, focus: number, found: Uint8Array | undefined, selected: number): void {
    const { canvas } = this
    const width = canvas.parentElement?.clientWidth ?? 0
    const above = chainOf(tree, focus)
    this.bars = above.map((call, depth) => ({ call, depth, x0: 0, x1: width }))
    this.layOut(tree, focus, above.length - 1, width)
    const depth = this.bars.reduce((most, bar) => Math.max(most, bar.depth), 0) + 1
    const height = Math.max(depth * ROW + 4, 60)
    const scale = devicePixelRatio || 1
    canvas.width = Math.round(width * scale)
    // browsers end at 32,767
    canvas.height = Math.min(32_000, Math.round(height * scale))
    canvas.style.width = `${width}px`
    canvas.style.height = `${canvas.height / scale}px`
    const context = canvas.getContext('2d')
    if (context === null) return
    context.scale(scale, scale)
    context.font = '12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif'
    context.textBaseline = 'middle'
    for (const bar of this.bars) this.paint(context, tree, bar, found, bar.call === selected, bar.depth < above.length - 1)
  }

  /** The call at a point of the canvas; -1 for none. */
  at(x: number, y: number): number {
    const depth = Math.floor(y / ROW)
    return this.bars.find((bar) => bar.depth === depth && x >= bar.x0 && x < bar.x1)?.call ?? -1
  }

  private layOut(tree: CallTree, focus: number, depth: number, width: number): void {
    const all = weightOf(tree, focus)
    if (all === 0) return
    const todo: Bar[] = [{ call: focus, depth, x0: 0, x1: width }]
    for (let bar = todo.pop(); bar !== undefined; bar = todo.pop()) {
      let x = bar.x0
      // of changes both ways, children may weigh more than their caller
      const sum = Math.max(weightOf(tree, bar.call), childrenWeight(tree, bar.call)) || 1
      const scale = (bar.x1 - bar.x0) / sum
      for (let i = tree.first[bar.call]; i < tree.first[bar.call + 1]; i++) {
        const call = tree.children[i]
        const wide = weightOf(tree, call) * scale
        // the heaviest come first
        if (wide < NARROWEST) break
        const child = { call, depth: bar.depth + 1, x0: x, x1: x + wide }
        this.bars.push(child)
        todo.push(child)
        x += wide
      }
    }
  }

  private paint(
    context: CanvasRenderingContext2D,
    tree: CallTree,
    bar: Bar,
    found: Uint8Array | undefined,
    isSelected: boolean,
    isAbove: boolean,
  ): void {
    const colours = palette()
    const frame = tree.frame[bar.call]
    const y = bar.depth * ROW
    const width = Math.max(0.5, bar.x1 - bar.x0 - (bar.x1 - bar.x0 > 3 ? 1 : 0))
    const isQuiet = isAbove || (found !== undefined && found[frame] === 0)
    context.globalAlpha = isQuiet ? 0.4 : 1
    context.fillStyle = this.fillOf(tree, bar.call)
    context.fillRect(bar.x0, y, width, ROW - 1)
    if (isSelected || found?.[frame] === 1) {
      context.strokeStyle = isSelected ? colours.accent : colours.found
      context.lineWidth = isSelected ? 2 : 1
      context.strokeRect(bar.x0 + 1, y + 1, Math.max(0, width - 2), ROW - 3)
    }
    if (width > 30) {
      context.fillStyle = colours.text
      context.fillText(this.fitted(context, frame, tree.value[bar.call], width - 10), bar.x0 + 5, y + ROW / 2)
    }
    context.globalAlpha = 1
  }

  private fillOf(tree: CallTree, call: number): string {
    const frame = tree.frame[call]
    const isDark = palette().ground !== '#ffffff'
    const [ground, vivid] = isDark ? [30, 46] : [95, 82]
    if (tree.before !== undefined) {
      const [now, then] = [tree.value[call], tree.before[call]]
      const change = (now - then) / Math.max(now, then, 1)
      // grown is warm, shrunk is cold: readable without red and green
      return `oklch(${ground + (vivid - ground) * Math.abs(change)}% ${0.13 * Math.abs(change) + 0.005} ${change > 0 ? 45 : 250})`
    }
    if (call === 0 || this.names.isEngine(frame)) return isDark ? 'oklch(33% 0.01 255)' : 'oklch(91% 0.008 255)'
    return `oklch(${isDark ? 42 : 86}% 0.075 ${hueOf(this.names.fileOf(frame))})`
  }

  private fitted(context: CanvasRenderingContext2D, frame: number, bytes: number, room: number): string {
    const name = this.names.nameOf(frame)
    const whole = `${name}  ${bytesText(bytes)}`
    if (whole.length * 8 < room || context.measureText(whole).width <= room) return whole
    const most = Math.floor(room / 6.6)
    return name.length <= most ? name : most > 2 ? `${name.slice(0, most - 1)}…` : ''
  }
}

export const weightOf = (tree: CallTree, call: number): number => Math.max(tree.value[call], tree.before?.[call] ?? 0)

function childrenWeight(tree: CallTree, call: number): number {
  if (tree.before === undefined) return 0
  let sum = 0
  for (let i = tree.first[call]; i < tree.first[call + 1]; i++) sum += weightOf(tree, tree.children[i])
  return sum
}

/** The callers of a call from the root on, and itself. */
export function chainOf({ parent }: CallTree, call: number): number[] {
  const chain = [call]
  for (let at = call; at !== 0; ) {
    at = parent[at]
    chain.push(at)
  }
  return chain.reverse()
}
