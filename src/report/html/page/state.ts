import type { Report } from './report.js'
import { type Found, search } from './search.js'

export const views = ['treemap', 'icicle', 'classes', 'growth'] as const
export type View = (typeof views)[number]

/** What the page shows; those who draw listen. The view and the focus are in the address, so that the browser's back and forward work. */
export class State {
  readonly report: Report
  view: View = 'treemap'
  /** The object that the picture is of. */
  focus = 0
  /** The object that the panel is about. */
  selected = 0
  found: Found | undefined
  private readonly listeners: (() => void)[] = []

  constructor(report: Report) {
    this.report = report
    this.read()
    addEventListener('hashchange', () => {
      if (location.hash === this.hash) return
      this.read()
      this.changed()
    })
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener)
  }

  select(object: number): void {
    this.selected = object
    this.changed()
  }

  /** Makes the picture one of this object; of its holder where it holds nothing. */
  goTo(object: number, view: View = this.view): void {
    const { report } = this
    this.focus = report.isHolder(object) ? object : report.holder[object]
    this.view = view
    this.selected = object
    if (location.hash !== '' || this.hash !== '#treemap/0') location.hash = this.hash
    this.changed()
  }

  up(): void {
    if (this.focus === 0) return
    const from = this.focus
    this.goTo(this.report.holder[from])
    this.select(from)
  }

  search(query: string): void {
    this.found = search(this.report, query)
    this.changed()
  }

  private get hash(): string {
    return `#${this.view}/${this.focus}`
  }

  private read(): void {
    const [, view, number] = /^#(\w+)\/(\d+)$/.exec(location.hash) ?? []
    const focus = Number(number ?? 0)
    const known = views.find((name) => name === view) ?? 'treemap'
    this.view = known === 'growth' && this.report.growth === undefined ? 'treemap' : known
    this.focus = focus < this.report.length ? focus : 0
    this.selected = this.focus
  }

  private changed(): void {
    for (const listener of this.listeners) listener()
  }
}
