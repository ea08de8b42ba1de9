import type { ClassColours } from './colours.js'
import { element, make, nameNode } from './element.js'
import { Painter } from './painter.js'
import type { State } from './state.js'
import { palette } from './theme.js'
import { icicle, type Tile, tileAt, treemap } from './tiles.js'
import { bytesText, objectsText, pathText, shareText } from './words.js'

/** The treemap or the icicle of the focus, on a canvas: pointer, keys and tooltip. A second canvas on top has the marks, so that hovering redraws little. */
export class Picture {
  private readonly state: State
  private readonly box = element('picture')
  private readonly canvas = element('canvas') as HTMLCanvasElement
  private readonly marks = element('marks') as HTMLCanvasElement
  private readonly tooltip = element('tooltip')
  private readonly spoken = element('spoken')
  private readonly painter: Painter
  private readonly marker: Painter
  private tiles: Tile[] = []
  private hovered: Tile | undefined
  private drawn = ''

  constructor(state: State, colours: ClassColours) {
    this.state = state
    this.painter = new Painter(state.report, colours, this.canvas.getContext('2d')!)
    this.marker = new Painter(state.report, colours, this.marks.getContext('2d')!)
    this.canvas.addEventListener('pointermove', (event) => this.hover(event))
    this.canvas.addEventListener('pointerleave', () => this.leave())
    this.canvas.addEventListener('click', (event) => this.click(event))
    this.box.tabIndex = 0
    this.box.addEventListener('keydown', (event) => this.press(event))
    this.box.addEventListener('focus', () => this.mark())
    this.box.addEventListener('blur', () => this.mark())
    new ResizeObserver(() => this.draw()).observe(this.box)
  }

  /** Lays out and draws again where anything it shows has changed. */
  draw(): void {
    const { state, box } = this
    box.hidden = state.view === 'classes' || state.view === 'growth'
    if (box.hidden) return
    const width = box.clientWidth
    const height = box.clientHeight
    if (width === 0 || height === 0) return
    const ratio = devicePixelRatio || 1
    const drawn = [state.view, state.focus, state.found?.text, width, height, ratio, palette().ground].join(' ')
    if (drawn !== this.drawn) {
      this.drawn = drawn
      const start = performance.now()
      this.tiles = (state.view === 'icicle' ? icicle : treemap)(state.report, state.focus, width, height)
      resize(this.canvas, width, height, ratio)
      this.painter.paint(this.tiles, palette(), state.found)
      resize(this.marks, width, height, ratio)
      this.hovered = undefined
      this.tooltip.hidden = true
      box.setAttribute(
        'aria-label',
        `${state.view === 'icicle' ? 'Icicle' : 'Treemap'} of what ${state.report.labelOf(state.focus)} retains. Arrow keys move, Enter goes in, Escape goes up.`,
      )
      performance.measure('draw', { start, detail: { tiles: this.tiles.length } })
    }
    this.mark()
  }

  private mark(): void {
    const context = this.marks.getContext('2d')!
    context.clearRect(0, 0, this.marks.width, this.marks.height)
    const { state, hovered } = this
    const { accent, text } = palette()
    const selected = this.tiles.find((tile) => tile.object === state.selected && tile.more === 0)
    const isActive = document.activeElement === this.box
    if (selected && (selected.object !== state.focus || isActive)) this.marker.outline(selected, accent, isActive ? 3 : 2)
    if (hovered && hovered !== selected) this.marker.outline(hovered, text, 1.5)
  }

  private hover(event: PointerEvent): void {
    const tile = tileAt(this.tiles, event.offsetX, event.offsetY)
    if (tile !== this.hovered) {
      this.hovered = tile
      this.mark()
      this.describe(tile)
    }
    if (!tile) return
    const { tooltip, box } = this
    const right = event.offsetX + 16 + tooltip.offsetWidth
    tooltip.style.left = `${Math.max(4, right > box.clientWidth ? event.offsetX - 12 - tooltip.offsetWidth : event.offsetX + 16)}px`
    const below = event.offsetY + 18 + tooltip.offsetHeight
    tooltip.style.top = `${Math.max(4, below > box.clientHeight ? event.offsetY - 12 - tooltip.offsetHeight : event.offsetY + 18)}px`
  }

  private describe(tile: Tile | undefined): void {
    const { tooltip } = this
    tooltip.hidden = tile === undefined
    if (!tile) return
    const { report } = this.state
    const { object, more, value, className } = tile
    const line = (className: string, text: string) => make('div', className, nameNode(text))
    const share = shareText(report.shareOf(value))
    const path = line('path', pathText(report, object, 12))
    if (more > 0) {
      tooltip.replaceChildren(
        line('title', `${objectsText(more)} more${className < 0 ? '' : `: ${report.strings[className]}`}`),
        line('numbers', `${bytesText(value)} together, ${share} of all, too small to draw here`),
        path,
      )
      return
    }
    const kind = report.kindOf(object)
    tooltip.replaceChildren(
      line('title', kind),
      ...(kind === report.classNameOf(object) ? [] : [line('class', report.classNameOf(object))]),
      line('numbers', `${bytesText(value)} retained, ${share} of all`),
      line('numbers', `${bytesText(report.shallow[object])} of its own, ${objectsText(report.below(object))} below`),
      path,
    )
  }

  private leave(): void {
    this.hovered = undefined
    this.tooltip.hidden = true
    this.mark()
  }

  private click(event: MouseEvent): void {
    const tile = tileAt(this.tiles, event.offsetX, event.offsetY)
    if (!tile) return
    const { state } = this
    if (state.report.isHolder(tile.object) && tile.object !== state.focus) state.goTo(tile.object)
    else state.select(tile.object)
  }

  private press(event: KeyboardEvent): void {
    const { state } = this
    const { report, selected, focus } = state
    const inside = selected !== focus
    const first = report.firstHeld[report.holder[selected]]
    const last = report.firstHeld[report.holder[selected] + 1] - 1
    let to = selected
    if (event.key === 'ArrowDown' && report.heldBy(selected) > 0) to = report.firstHeld[selected]
    else if (event.key === 'ArrowUp' && inside) to = report.holder[selected]
    else if (event.key === 'ArrowRight' && inside && selected < last) to = selected + 1
    else if (event.key === 'ArrowLeft' && inside && selected > first) to = selected - 1
    else if (event.key === 'Enter' && inside) state.goTo(selected)
    else if (!event.key.startsWith('Arrow')) return
    event.preventDefault()
    if (to !== selected) state.select(to)
    const { selected: now } = state
    this.spoken.textContent = `${report.labelOf(now)}, ${bytesText(report.retained[now])} retained, ${shareText(report.shareOf(report.retained[now]))}`
  }
}

function resize(canvas: HTMLCanvasElement, width: number, height: number, ratio: number): void {
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  canvas.getContext('2d')!.setTransform(ratio, 0, 0, ratio, 0, 0)
}
