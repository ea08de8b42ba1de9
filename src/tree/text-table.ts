import { wrongOption } from '../errors.js'
import { shorten, shortenMiddle, textWidth } from '../printable.js'

/** What a piece of text is, for those who color. */
export type Tone = 'plain' | 'title' | 'quiet' | 'strong'

/** Makes a text look like its tone. It must not change how wide it is. */
export type Paint = (tone: Tone, text: string) => string

/** A cell: pieces of printable text, one after another. */
export type Cell = readonly (readonly [tone: Tone, text: string])[]

export interface Column {
  readonly title: string
  /** Aligned to the right, as numbers are. */
  readonly right?: boolean
  /** Left out where the last column had no room otherwise; the highest first. */
  readonly dispensable?: number
  /** Where its cells are cut if there is no room: paths tell most by how they begin and end. Default: at the end. */
  readonly cut?: 'middle' | undefined
  readonly cells: readonly Cell[]
}

/** How a table fits its place. */
export interface TextOptions {
  /** Columns of the terminal; default 80. */
  readonly width?: number | undefined
  /** Colours; default: none. */
  readonly paint?: Paint | undefined
}

/** Spaces between columns, and before the first. */
const gap = '  '
/** The last column is not cut below this to keep a dispensable one. */
const comfortable = 44

const widthOf = (cell: Cell): number => cell.reduce((sum, [, text]) => sum + textWidth(text), 0)

/** Columns side by side, as lines that end without a newline. The last column is cut where the width does not suffice. */
export function textTable(columns: readonly Column[], { width = 80, paint = (_tone, text) => text }: TextOptions = {}): string {
  const sized = columns.map((column) => ({ ...column, width: Math.max(column.title.length, ...column.cells.map(widthOf)) }))
  const last = sized[sized.length - 1]
  const wanted = Math.min(comfortable, last.width)
  const roomBeside = (kept: typeof sized) =>
    width - kept.reduce((sum, column) => sum + gap.length + (column === last ? 0 : column.width), 0)
  let kept = sized
  for (let rank = Math.max(...sized.map(({ dispensable = 0 }) => dispensable)); rank > 0 && roomBeside(kept) < wanted; rank--)
    kept = kept.filter(({ dispensable }) => dispensable !== rank)
  const room = Math.max(1, Math.min(last.width, roomBeside(kept)))

  const line = (cellOf: (column: Column) => Cell): string => {
    let text = ''
    for (const column of kept) {
      const cell = cellOf(column)
      const spaces = column === last ? '' : ' '.repeat(column.width - widthOf(cell))
      const fitting = column.cut === 'middle' ? cutInMiddle(cell, room) : cell
      const shown = painted(fitting, column === last ? room : column.width, paint)
      text += gap + (column.right ? spaces + shown : shown + spaces)
    }
    return text.trimEnd()
  }
  const lines = [line(({ title }) => [['title', title]])]
  last.cells.forEach((_cell, row) => void lines.push(line(({ cells }) => cells[row])))
  return lines.join('\n')
}

/** The last piece cut in its middle, or the one before it where that leaves too little of the last. */
function cutInMiddle(cell: Cell, room: number): Cell {
  if (cell.length === 0 || widthOf(cell) <= room) return cell
  const [tone, text] = cell[cell.length - 1]
  const before = cell.slice(0, -1)
  const left = room - widthOf(before)
  if (left >= Math.min(textWidth(text), room / 3)) return [...before, [tone, shortenMiddle(text, left)]]
  const kept = Math.min(textWidth(text), Math.floor(room / 3))
  return [...cutInMiddle(before, room - kept), [tone, shortenMiddle(text, kept)]]
}

function painted(cell: Cell, room: number, paint: Paint): string {
  let text = ''
  let left = room
  for (const [tone, piece] of cell) {
    const fitting = shorten(piece, left)
    if (fitting !== '') text += paint(tone, fitting)
    left -= textWidth(fitting)
    if (fitting !== piece) break
  }
  return text
}

/** Throws a MemSizeError where an option is not a number, or too small. */
export function expectAtLeast(option: string, value: unknown, least: number): void {
  if (typeof value === 'number' && value >= least) return
  throw wrongOption(option, `a number, ${least} or more`, value)
}

/** A part of the whole, in per cent: `59%`, `<1%`. */
export function shareText(share: number): string {
  if (share > 0 && share < 0.005) return '<1%'
  return `${Math.round(share * 100)}%`
}

export const countText = (count: number): string => count.toLocaleString('en')
