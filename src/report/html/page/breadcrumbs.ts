import { button, element, make, nameNode } from './element.js'
import type { State } from './state.js'
import { countText } from './words.js'

/** Ends of a path that are always there; what is between is one button that shows more of it. */
const FIRST = 1
const LAST = 4
/** A list of a million links has a path as long. */
const MOST = 200

/** The way from the root to the focus. */
export class Breadcrumbs {
  private readonly state: State
  private readonly list = element('path')
  private readonly up = element('up') as HTMLButtonElement
  /** The focus whose path was asked for in full. */
  private whole = -1

  constructor(state: State) {
    this.state = state
    this.up.addEventListener('click', () => state.up())
  }

  draw(): void {
    const { list, up } = this
    const { report, focus } = this.state
    const path = report.pathTo(focus)
    const last = this.whole === focus ? MOST : LAST
    const hidden = path.length - FIRST - last
    const items =
      hidden > 1 ? [...path.slice(0, FIRST).map(this.crumb), this.rest(hidden), ...path.slice(-last).map(this.crumb)] : path.map(this.crumb)
    up.disabled = focus === 0
    list.replaceChildren(...items)
    list.scrollLeft = list.scrollWidth
  }

  private readonly crumb = (object: number): HTMLElement => {
    const { report, focus } = this.state
    const crumb = button('crumb', () => this.state.goTo(object), nameNode(report.stepOf(object)))
    if (object === focus) crumb.setAttribute('aria-current', 'true')
    crumb.title = report.labelOf(object)
    return make('li', '', crumb)
  }

  private rest(hidden: number): HTMLElement {
    const show = () => {
      this.whole = this.state.focus
      this.draw()
    }
    const rest = button('crumb', show, '…')
    rest.title = `${countText(hidden)} more`
    rest.setAttribute('aria-label', `${countText(hidden)} more objects of the path`)
    return make('li', '', rest)
  }
}
