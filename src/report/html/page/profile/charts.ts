import type { ProfileDocument } from '../../profile-document.js'
import { make } from '../element.js'
import { bytesText, countText } from '../words.js'

const SVG = 'http://www.w3.org/2000/svg'
const WIDTH = 1000
const HEIGHT = 260

function shape(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const node = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value))
  return node
}

const secondsText = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)}\u00a0s`

/** What was live over time. A range that is dragged over says what was allocated in it, and by how much the live bytes changed. */
export function drawTimeline(holder: HTMLElement, { moments }: ProfileDocument): void {
  if (moments.length < 2) {
    holder.replaceChildren(make('p', 'empty', 'No collection happened meanwhile: there is nothing to show over time.'))
    return
  }
  const last = moments[moments.length - 1][0] || 1
  const most = Math.max(1, ...moments.map(([, , live, external]) => live + external))
  const x = (at: number) => (at / last) * WIDTH
  const y = (bytes: number) => HEIGHT - (bytes / most) * (HEIGHT - 10)
  const area = (of: (moment: ProfileDocument['moments'][number]) => number) =>
    `M0 ${HEIGHT}${moments.map((moment) => `L${x(moment[0]).toFixed(1)} ${y(of(moment)).toFixed(1)}`).join('')}L${WIDTH} ${HEIGHT}Z`
  const picture = shape('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', class: 'timeline', role: 'img' })
  const range = shape('rect', { class: 'range', x: 0, y: 0, width: 0, height: HEIGHT })
  picture.append(
    shape('path', { class: 'external', d: area(([, , live, external]) => live + external) }),
    shape('path', { class: 'live', d: area(([, , live]) => live) }),
    range,
  )
  const told = make('p', 'range-text')
  told.setAttribute('aria-live', 'polite')
  const tell = (from: number, to: number) => {
    const within = moments.filter(([at]) => at >= from && at <= to)
    const [start, end] = [within[0], within[within.length - 1]]
    if (start === undefined || start === end) {
      told.textContent = 'No collection happened in this range.'
      return
    }
    const change = end[2] + end[3] - start[2] - start[3]
    told.textContent = `${secondsText(start[0])} to ${secondsText(end[0])}: ${bytesText(end[1] - start[1])} allocated, live ${change < 0 ? '' : '+'}${bytesText(change)}`
  }
  let begun: number | undefined
  const placeOf = (event: PointerEvent) => {
    const { left, width } = picture.getBoundingClientRect()
    return Math.min(last, Math.max(0, ((event.clientX - left) / width) * last))
  }
  const show = (a: number, b: number) => {
    const [from, to] = [Math.min(a, b), Math.max(a, b)]
    range.setAttribute('x', String(x(from)))
    range.setAttribute('width', String(x(to - from)))
    tell(from, to)
  }
  picture.addEventListener('pointerdown', (event) => {
    begun = placeOf(event as PointerEvent)
    picture.setPointerCapture((event as PointerEvent).pointerId)
  })
  picture.addEventListener('pointermove', (event) => {
    if (begun !== undefined) show(begun, placeOf(event as PointerEvent))
  })
  picture.addEventListener('pointerup', () => {
    begun = undefined
  })
  show(0, last)
  const legend = make('p', 'legend-line')
  legend.append(
    make('span', 'key live-key'),
    ' live on the heap ',
    make('span', 'key external-key'),
    ` in ArrayBuffers; at most ${bytesText(most)}. Drag to choose a range.`,
  )
  holder.replaceChildren(legend, picture, told)
}

/** How large the objects were. */
export function drawSizes(holder: HTMLElement, { sizes }: ProfileDocument): void {
  if (sizes.length === 0) {
    holder.replaceChildren(make('p', 'empty', 'This profile does not tell sizes of objects.'))
    return
  }
  const most = Math.max(...sizes.map(([, bytes]) => bytes))
  const rows = sizes.map(([atLeast, bytes, blocks]) => {
    const bar = make('span', 'size-bar')
    bar.style.inlineSize = `${((100 * bytes) / most).toFixed(2)}%`
    const cell = make('td', 'size-cell', bar)
    return make(
      'tr',
      '',
      make('th', '', `${bytesText(atLeast)} and more`),
      cell,
      make('td', 'number', bytesText(bytes)),
      make('td', 'number', countText(blocks)),
    )
  })
  const head = make(
    'tr',
    '',
    make('th', '', 'Size of a block'),
    make('th', ''),
    make('th', 'number', 'Bytes'),
    make('th', 'number', 'Blocks'),
  )
  holder.replaceChildren(make('table', 'sizes', make('thead', '', head), make('tbody', '', ...rows)))
}
