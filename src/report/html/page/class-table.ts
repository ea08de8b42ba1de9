import type { ReportClass } from '../document.js'
import type { ClassColours } from './colours.js'
import { button, element, make, nameNode } from './element.js'
import { classQuery } from './search.js'
import type { State } from './state.js'
import { swatch } from './theme.js'
import { bytesText, countText, exactBytes, shareText, signedBytes } from './words.js'

const columns = ['name', 'count', 'shallow', 'grown', 'retained'] as const
type Column = (typeof columns)[number]
const ROWS = 200

/** All classes, sorted by any column; a search keeps those whose names have its text. */
export class ClassTable {
  private readonly state: State
  private readonly colours: ClassColours
  private readonly box = element('classes')
  private readonly body = element('class-rows')
  private sortedBy: Column = 'retained'
  private isUp = false
  private rows = ROWS

  constructor(state: State, colours: ClassColours) {
    this.state = state
    this.colours = colours
    const isCompared = state.report.growth !== undefined
    const grown = element('sort-grown').closest('th')
    if (grown) grown.hidden = !isCompared
    if (isCompared) this.sortedBy = 'grown'
    for (const column of columns) element(`sort-${column}`).addEventListener('click', () => this.sortBy(column))
    element('more-classes').addEventListener('click', () => {
      this.rows += 5 * ROWS
      this.draw()
    })
  }

  draw(): void {
    const { state, sortedBy, isUp } = this
    this.box.hidden = state.view !== 'classes'
    if (this.box.hidden) return
    const { classes, strings } = state.report
    const text = state.found?.text.toLowerCase() ?? ''
    const wanted = classes.filter(({ name }) => text === '' || classQuery(strings[name]).toLowerCase().includes(text))
    const compare = (a: ReportClass, b: ReportClass) =>
      sortedBy === 'name' ? strings[a.name].localeCompare(strings[b.name]) : (a[sortedBy] ?? 0) - (b[sortedBy] ?? 0)
    wanted.sort((a, b) => (isUp ? compare(a, b) : compare(b, a)))
    for (const column of columns) {
      const direction = column === sortedBy ? (isUp ? 'ascending' : 'descending') : 'none'
      element(`sort-${column}`).closest('th')?.setAttribute('aria-sort', direction)
    }
    this.body.replaceChildren(...wanted.slice(0, this.rows).map((row) => this.row(row)))
    const left = wanted.length - this.rows
    const more = element('more-classes')
    more.hidden = left <= 0
    more.textContent = `Show more (${countText(left)} left)`
    element('class-count').textContent =
      wanted.length === classes.length
        ? `${countText(classes.length)} classes`
        : `${countText(wanted.length)} of ${countText(classes.length)} classes`
  }

  private row({ name, count, shallow, grown = 0, retained }: ReportClass): HTMLElement {
    const { state } = this
    const text = state.report.strings[name]
    const show = button('link', () => this.show(text), swatch(this.colours.slotOf(name)), nameNode(text))
    show.title = 'Show its objects in the treemap'
    const bytes = (value: number) => {
      const cell = make('td', 'number', bytesText(value))
      cell.title = exactBytes(value)
      return cell
    }
    const part = make('span', 'bar')
    const share = state.report.shareOf(retained)
    part.style.width = `${100 * Math.min(1, share)}%`
    return make(
      'tr',
      '',
      make('td', '', show),
      make('td', 'number', countText(count)),
      bytes(shallow),
      ...(state.report.growth ? [make('td', 'number', signedBytes(grown))] : []),
      bytes(retained),
      make('td', 'share', make('span', 'track', part), make('span', 'percent', shareText(share))),
    )
  }

  private show(name: string): void {
    const field = element('search') as HTMLInputElement
    field.value = classQuery(name)
    this.state.search(field.value)
    this.state.goTo(0, 'treemap')
  }

  private sortBy(column: Column): void {
    this.isUp = this.sortedBy === column ? !this.isUp : column === 'name'
    this.sortedBy = column
    this.draw()
  }
}
