/// <reference path="./d3-hierarchy.d.ts" />
import { treemapDice, treemapSquarify } from 'd3-hierarchy'
import type { Report } from './report.js'

/** A rectangle of a picture, in CSS pixels. */
export interface Tile {
  /** The object it stands for; where `more` is above 0, the holder of those it stands for. */
  readonly object: number
  /** How many objects it stands for together, too small for tiles of their own; 0 for one object. */
  readonly more: number
  /** The first of them that the holder holds itself; the others follow. */
  readonly first: number
  /** The class that all these have, as an index of `strings`; -1 where they have several. */
  readonly className: number
  /** Bytes: what it stands for retains. */
  readonly value: number
  readonly depth: number
  x0: number
  y0: number
  x1: number
  y1: number
  /** Whether others are drawn on it. */
  isHolder: boolean
  /** Whether its name stands in a bar at its top. */
  hasBar: boolean
}

export type Layout = (report: Report, focus: number, width: number, height: number) => Tile[]

/** Square pixels: what is smaller is one tile with its like. */
const LEAST_AREA = 12
/** A holder whose bar or border would leave less than this has none drawn inside it. */
const LEAST_INSIDE = 5
const BAR = 19
const BORDER = 3
const LEAST_WIDTH = 1.5
const ROW = 28

/**
 * Rectangles side by side inside their holders, as `treemapSquarify` of d3-hierarchy lays them out. Only what can be seen is laid out:
 * holders first, each once, so that time and memory go with the pixels and not with the objects. A tile's own bytes are the part of it that stays free.
 */
export const treemap: Layout = (report, focus, width, height) => {
  const tiles = [tileOf(report, focus, 0, 0, 0, width, height)]
  for (let i = 0; i < tiles.length; i++) {
    const tile = tiles[i]
    if (tile.more > 0 || !report.isHolder(tile.object)) continue
    tile.hasBar = tile.x1 - tile.x0 >= 44 && tile.y1 - tile.y0 >= BAR + 14
    const border = tile.hasBar ? BORDER : 1
    const inside = {
      x0: tile.x0 + border,
      y0: tile.y0 + (tile.hasBar ? BAR : border),
      x1: tile.x1 - border,
      y1: tile.y1 - border,
    }
    const area = (inside.x1 - inside.x0) * (inside.y1 - inside.y0)
    if (inside.x1 - inside.x0 < LEAST_INSIDE || inside.y1 - inside.y0 < LEAST_INSIDE) {
      tile.hasBar = false
      continue
    }
    const children = heldTiles(report, tile, (LEAST_AREA / area) * tile.value)
    treemapSquarify({ value: tile.value, children }, inside.x0, inside.y0, inside.x1, inside.y1)
    place(tile, children, tiles)
  }
  return tiles
}

/** Rows from the root down: what an object holds is below it, as wide as its part of the bytes; its own bytes are the part with nothing below. */
export const icicle: Layout = (report, focus, width, height) => {
  const tiles = [tileOf(report, focus, 0, 0, 0, width, ROW)]
  for (let i = 0; i < tiles.length; i++) {
    const tile = tiles[i]
    tile.hasBar = true
    if (tile.more > 0 || !report.isHolder(tile.object) || tile.y1 + ROW / 2 > height) continue
    const children = heldTiles(report, tile, (LEAST_WIDTH / (tile.x1 - tile.x0)) * tile.value)
    treemapDice({ value: tile.value, children }, tile.x0, tile.y1, tile.x1, tile.y1 + ROW)
    place(tile, children, tiles)
  }
  return tiles
}

/** The tile on top at that place: a holder comes before what lies on it. */
export function tileAt(tiles: readonly Tile[], x: number, y: number): Tile | undefined {
  for (let i = tiles.length - 1; i >= 0; i--) {
    const { x0, y0, x1, y1 } = tiles[i]
    if (x >= x0 && x < x1 && y >= y0 && y < y1) return tiles[i]
  }
}

function place(tile: Tile, children: readonly Tile[], tiles: Tile[]): void {
  for (const child of children) {
    // slivers, and what squares of nothing have for numbers
    if (!(child.x1 - child.x0 >= 0.5 && child.y1 - child.y0 >= 0.5)) continue
    tile.isHolder = true
    tiles.push(child)
  }
}

/** What an object holds: a tile each while they retain `least` bytes or more, and one for all the others. */
function heldTiles(report: Report, { object, depth, value }: Tile, least: number): Tile[] {
  const { firstHeld, retained, count, className, shallow } = report
  const children: Tile[] = []
  const end = firstHeld[object + 1]
  let bytes = value - shallow[object]
  let objects = report.below(object)
  let held = firstHeld[object]
  for (; held < end && retained[held] >= least; held++) {
    children.push(tileOf(report, held, depth + 1, 0, 0, 0, 0))
    bytes -= retained[held]
    objects -= count[held]
  }
  if (objects > 0 && bytes >= least && bytes > 0) {
    const first = held
    while (held < end && className[held] === className[first]) held++
    const common = first < end && held === end ? className[first] : -1
    children.push({ ...tileOf(report, object, depth + 1, 0, 0, 0, 0), more: objects, first, value: bytes, className: common })
  }
  return children
}

function tileOf(report: Report, object: number, depth: number, x0: number, y0: number, x1: number, y1: number): Tile {
  const className = report.className[object]
  return {
    object,
    more: 0,
    first: object,
    className,
    value: report.retained[object],
    depth,
    x0,
    y0,
    x1,
    y1,
    isHolder: false,
    hasBar: false,
  }
}
