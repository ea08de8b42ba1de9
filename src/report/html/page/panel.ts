import type { ClassColours } from './colours.js'
import { button, element, make, nameNode } from './element.js'
import { heaviestFound } from './search.js'
import type { State } from './state.js'
import { swatch } from './theme.js'
import { bytesText, countText, exactBytes, moreText, objectsText, objectsTitle, pathText, shareText, signedBytes } from './words.js'

const ROWS = 100

/** Beside the picture: the selected object and what it holds, or what a search found. */
export class Panel {
  private readonly state: State
  private readonly colours: ClassColours
  private readonly about = element('about')
  private readonly heading = element('list-heading')
  private readonly list = element('list')
  private listed = ''
  private rows = ROWS

  constructor(state: State, colours: ClassColours) {
    this.state = state
    this.colours = colours
  }

  draw(): void {
    const { state } = this
    const { report, found, selected } = state
    this.drawAbout()
    const listed = found ? `found ${found.text}` : `held ${selected}`
    if (listed !== this.listed) {
      this.listed = listed
      this.rows = ROWS
      this.list.scrollTop = 0
    }
    if (found) {
      this.heading.textContent =
        found.count === 0 ? `Nothing found` : `${objectsText(found.count)} found, ${bytesText(found.retained)} together`
      const objects = heaviestFound(report, found, this.rows)
      this.drawList(objects, found.count - objects.length, report.bytes, 0)
      return
    }
    const held = report.heldBy(selected)
    const shown = Math.min(held, this.rows)
    const objects = Array.from({ length: shown }, (_, i) => report.firstHeld[selected] + i)
    const isHolder = report.isHolder(selected)
    this.heading.textContent = isHolder ? 'Holds' : 'Holds nothing else'
    const folded = isHolder ? report.below(selected) - objects.reduce((sum, object) => sum + report.count[object], 0) : 0
    this.drawList(objects, held - shown, report.retained[selected], folded)
  }

  private drawAbout(): void {
    const { report, selected, focus } = this.state
    const { about } = this
    const facts: [string, string, string?][] = [
      [
        'Retained',
        `${bytesText(report.retained[selected])} (${shareText(report.shareOf(report.retained[selected]))})`,
        exactBytes(report.retained[selected]),
      ],
      ['Its own', bytesText(report.shallow[selected]), exactBytes(report.shallow[selected])],
      [`${objectsTitle()} below`, countText(report.below(selected))],
    ]
    const grown = report.growth?.retained?.[selected]
    if (grown !== undefined)
      facts.push([
        'Growth',
        grown === report.retained[selected] ? `${signedBytes(grown)}, it is new` : signedBytes(grown),
        exactBytes(grown),
      ])
    if (report.id[selected] > 0) facts.push(['Id', `@${report.id[selected]}`])
    const terms = facts.flatMap(([term, text, title]) => {
      const value = make('dd', '', text)
      if (title) value.title = title
      return [make('dt', '', term), value]
    })
    const parts: Node[] = [make('h2', '', this.swatch(report.className[selected]), nameNode(report.kindOf(selected)))]
    if (report.kindOf(selected) !== report.classNameOf(selected)) parts.push(make('p', 'class', nameNode(report.classNameOf(selected))))
    parts.push(make('p', 'at', nameNode(pathText(report, selected))), make('dl', '', ...terms))
    if (selected !== focus && report.isHolder(selected)) parts.push(button('go', () => this.state.goTo(selected), 'Look inside'))
    about.replaceChildren(...parts)
  }

  private drawList(objects: readonly number[], left: number, whole: number, folded: number): void {
    const { report } = this.state
    const rows = objects.map((object) => {
      const bar = make('span', 'bar')
      bar.style.width = `${whole > 0 ? Math.max(0.5, (100 * report.retained[object]) / whole) : 0}%`
      const row = button(
        'row',
        () => this.state.goTo(object),
        bar,
        this.swatch(report.className[object]),
        make('span', 'name', nameNode(report.labelOf(object))),
        make('span', 'bytes', bytesText(report.retained[object])),
      )
      row.title = `${report.classNameOf(object)}, ${exactBytes(report.retained[object])} retained`
      return make('li', '', row)
    })
    if (left > 0) {
      const more = button('more', () => this.showMore(), `Show more (${countText(left)} left)`)
      rows.push(make('li', '', more))
    } else if (folded > 0) rows.push(make('li', 'folded', `${moreText(folded)} too light for this page`))
    this.list.replaceChildren(...rows)
  }

  private showMore(): void {
    this.rows += 4 * ROWS
    this.draw()
  }

  private swatch(className: number): HTMLElement {
    return swatch(this.colours.slotOf(className))
  }
}
