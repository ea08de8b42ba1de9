import type { ClassColours, Palette } from './colours.js'
import type { Report } from './report.js'
import type { Found } from './search.js'
import type { Tile } from './tiles.js'
import { bytesText, moreText } from './words.js'

const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif'
/** About the width of a character: what is certainly too long is cut before it is measured. */
const CHARACTER = 6.4
const INSET = 6

/** Draws tiles, and what is marked among them. */
export class Painter {
  private readonly report: Report
  private readonly colours: ClassColours
  private readonly context: CanvasRenderingContext2D

  constructor(report: Report, colours: ClassColours, context: CanvasRenderingContext2D) {
    this.report = report
    this.colours = colours
    this.context = context
  }

  paint(tiles: readonly Tile[], palette: Palette, found: Found | undefined): void {
    const { context } = this
    context.font = FONT
    context.textBaseline = 'middle'
    context.direction = 'ltr'
    for (const tile of tiles) {
      const isQuiet = found !== undefined && !this.isFound(tile, found)
      const width = tile.x1 - tile.x0
      const height = tile.y1 - tile.y0
      // a gap between neighbours, while there is room for one
      const gap = width > 4 && height > 4 ? 1 : width > 2 && height > 2 ? 0.5 : 0
      context.globalAlpha = isQuiet ? 0.35 : 1
      context.fillStyle = this.fillOf(tile, palette)
      context.fillRect(tile.x0, tile.y0, width - gap, height - gap)
      if (found !== undefined && tile.more === 0 && found.matches[tile.object] === 1 && width > 3 && height > 3) {
        context.strokeStyle = palette.found
        context.lineWidth = 1.5
        context.strokeRect(tile.x0 + 0.75, tile.y0 + 0.75, width - gap - 1.5, height - gap - 1.5)
      }
      this.label(tile, width - gap, height - gap, palette)
    }
    context.globalAlpha = 1
  }

  outline(tile: Tile, colour: string, width: number): void {
    const { context } = this
    context.strokeStyle = colour
    context.lineWidth = width
    const half = width / 2
    context.strokeRect(
      tile.x0 + half,
      tile.y0 + half,
      Math.max(0, tile.x1 - tile.x0 - width - 1),
      Math.max(0, tile.y1 - tile.y0 - width - 1),
    )
  }

  private isFound({ object, more, first }: Tile, { leadsTo }: Found): boolean {
    if (more === 0) return leadsTo[object] === 1
    const at = leadsTo.indexOf(1, first)
    return at >= 0 && at < this.report.firstHeld[object + 1]
  }

  private fillOf(tile: Tile, palette: Palette): string {
    const slot = this.colours.slotOf(tile.className)
    return tile.isHolder || tile.more > 0 ? palette.holder(slot) : palette.leaf(slot)
  }

  private label(tile: Tile, width: number, height: number, palette: Palette): void {
    if (width < 34 || height < 14 || (tile.isHolder && !tile.hasBar)) return
    const { context } = this
    const room = width - 2 * INSET
    const y = tile.y0 + (tile.hasBar ? Math.min(height, tile.isHolder && height > 28 ? 20 : height) / 2 : Math.min(height / 2, 11))
    const size = bytesText(tile.value)
    const name = tile.more > 0 ? moreText(tile.more) : this.report.labelOf(tile.object)
    context.fillStyle = tile.more > 0 ? palette.quiet : palette.text
    const onTwoLines = !tile.hasBar && height >= 34
    const beside = tile.hasBar || !onTwoLines ? context.measureText(size).width + 10 : 0
    const hasSize = onTwoLines ? room > 30 : room - beside > 60
    const drawn = this.fitted(name, hasSize && !onTwoLines ? room - beside : room)
    // half a number tells nothing
    if (tile.more > 0 && drawn !== name) return
    context.fillText(drawn, tile.x0 + INSET, y)
    if (!hasSize) return
    context.fillStyle = palette.quiet
    if (onTwoLines) context.fillText(this.fitted(size, room), tile.x0 + INSET, y + 15)
    else {
      context.textAlign = 'right'
      context.fillText(size, tile.x0 + width - INSET, y)
      context.textAlign = 'left'
    }
  }

  private fitted(text: string, room: number): string {
    const { context } = this
    const most = Math.ceil(room / 2.5)
    let shown = text.length > most ? text.slice(0, most) : text
    let width = context.measureText(shown).width
    if (shown === text && width <= room) return text
    while (shown.length > 0 && width > room - 10) {
      shown = shown.slice(0, Math.max(0, shown.length - Math.max(1, Math.floor((width - room + 10) / (2 * CHARACTER)))))
      width = context.measureText(shown).width
    }
    return shown.length > 0 ? `${shown}…` : ''
  }
}
