import type { ReportDocument } from '../document.js'
import { Breadcrumbs } from './breadcrumbs.js'
import { ClassTable } from './class-table.js'
import { ClassColours } from './colours.js'
import { element, make, nameNode } from './element.js'
import { GrowthTable } from './growth-table.js'
import { Panel } from './panel.js'
import { Picture } from './picture.js'
import { Report } from './report.js'
import { State, views } from './state.js'
import { swatch, watchTheme } from './theme.js'
import { bytesText, callThemParts, countText, objectsText, objectsTitle } from './words.js'

const data = element('report')
const given = JSON.parse(data.textContent ?? '') as ReportDocument
if (given.isOfParts) callThemParts()
const report = new Report(given)
data.remove() // megabytes of text that nothing reads again

const state = new State(report)
const colours = new ClassColours(report)
const picture = new Picture(state, colours)
const panel = new Panel(state, colours)
const breadcrumbs = new Breadcrumbs(state)
const classTable = new ClassTable(state, colours)
const growthTable = new GrowthTable(state)

element('title').textContent = report.title
element('sort-count').textContent = objectsTitle()
element('note').textContent = report.note
element('totals').replaceChildren(
  make('strong', '', bytesText(report.bytes)),
  ` in ${objectsText(report.objects)}`,
  report.isCut ? `, the heaviest ${countText(report.length)} one by one` : '',
)

function draw(): void {
  for (const view of views) element(`view-${view}`).setAttribute('aria-pressed', String(view === state.view))
  document.body.dataset.view = state.view
  breadcrumbs.draw()
  panel.draw()
  classTable.draw()
  growthTable.draw()
  picture.draw()
}

function drawLegend(): void {
  const items = colours.heaviest.map((name, slot) => make('li', '', swatch(slot), nameNode(report.strings[name])))
  element('legend').replaceChildren(...items, make('li', '', swatch(-1), 'others'))
}

for (const view of views) element(`view-${view}`).addEventListener('click', () => state.goTo(state.focus, view))

const field = element('search') as HTMLInputElement
let timer = 0
field.addEventListener('input', () => {
  clearTimeout(timer)
  timer = setTimeout(() => state.search(field.value), 80)
})
field.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' && event.key !== 'Enter') return
  if (event.key === 'Escape') field.value = ''
  clearTimeout(timer)
  state.search(field.value)
})
addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.activeElement === field) return
  if (event.key === '/') field.focus()
  else if (event.key === 'Escape' || event.key === 'Backspace') state.up()
  else return
  event.preventDefault()
})

state.onChange(draw)
watchTheme(() => {
  drawLegend()
  draw()
})
