import { element, make, nameNode } from './element.js'
import type { State } from './state.js'
import { countText, exactBytes, signedBytes } from './words.js'

/** Paths whose objects are more than in the snapshot before, what grew most first; a search keeps those that have its text. */
export class GrowthTable {
  private readonly state: State
  private readonly box = element('growth')

  constructor(state: State) {
    this.state = state
    element('view-growth').hidden = state.report.growth === undefined
  }

  draw(): void {
    const { state } = this
    const { growth, strings } = state.report
    this.box.hidden = state.view !== 'growth' || growth === undefined
    if (this.box.hidden || growth === undefined) return
    const text = state.found?.text.toLowerCase() ?? ''
    const shown = growth.paths.filter(({ name }) => strings[name].toLowerCase().includes(text))
    element('growth-count').textContent =
      `${countText(shown.length)} ${shown.length === 1 ? 'path' : 'paths'} whose objects grew in bytes of their own`
    const rows = shown.map(({ name, count, bytes }) => {
      const cell = make('td', 'number', signedBytes(bytes))
      cell.title = exactBytes(bytes)
      return make(
        'tr',
        '',
        cell,
        make('td', 'number', `${count > 0 ? '+' : ''}${countText(count)}`),
        make('td', 'path', nameNode(strings[name])),
      )
    })
    element('growth-rows').replaceChildren(...rows)
  }
}
