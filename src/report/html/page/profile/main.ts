import type { Cost } from '../../../../profile/allocation-profile.js'
import type { ProfileDocument } from '../../profile-document.js'
import { button, element, make, nameNode } from '../element.js'
import { watchTheme } from '../theme.js'
import { bytesText, exactBytes, shareText } from '../words.js'
import { bottomUp, type CallTree, topDown } from './calls.js'
import { drawSizes, drawTimeline } from './charts.js'
import { chainOf, FlameGraph, weightOf } from './flame.js'
import { FrameNames } from './names.js'

const views = ['top-down', 'bottom-up', 'time', 'sizes'] as const
type View = (typeof views)[number]

const costNames: Readonly<Record<Cost, string>> = { total: 'Total', peak: 'Peak', live: 'At the end', temporary: 'Temporary' }

const data = element('report')
const profile = JSON.parse(data.textContent ?? '') as ProfileDocument
data.remove() // megabytes of text that nothing reads again

const names = new FrameNames(profile)
const canvas = element('flame') as HTMLCanvasElement
const flame = new FlameGraph(canvas, names)
const tooltip = element('tooltip')

let view: View = 'top-down'
let cost: Cost = profile.costs[0] ?? 'total'
let tree: CallTree = topDown(profile, cost)
let focus = 0
let selected = 0
let found: Uint8Array | undefined

element('title').textContent = profile.title
element('note').textContent = profile.note

function buildTree(): void {
  tree = view === 'bottom-up' ? bottomUp(profile, cost) : topDown(profile, cost)
  focus = 0
  selected = 0
}

function draw(): void {
  for (const name of views) element(`view-${name}`).setAttribute('aria-pressed', String(name === view))
  for (const name of profile.costs) element(`cost-${name}`).setAttribute('aria-pressed', String(name === cost))
  const isFlame = view === 'top-down' || view === 'bottom-up'
  element('flame-holder').hidden = !isFlame
  element('chart').hidden = isFlame
  element('details').hidden = !isFlame
  drawTotals()
  if (isFlame) {
    flame.draw(tree, focus, found, selected)
    drawDetails()
  } else if (view === 'time') drawTimeline(element('chart'), profile)
  else drawSizes(element('chart'), profile)
}

function drawTotals(): void {
  const bound = profile.bounds[cost]
  const isSampled = bound !== undefined && bound[0] !== bound[1]
  const range = isSampled ? `, ${bytesText(bound[0])} to ${bytesText(bound[1])} at 95\u00a0%` : ''
  const all = tree.value[0]
  const change = tree.before === undefined ? '' : ` (${changeText(all - tree.before[0])})`
  element('totals').replaceChildren(make('strong', '', bytesText(all)), ` ${costNames[cost].toLowerCase()}${change}${range}${matchText()}`)
}

const changeText = (bytes: number): string => `${bytes < 0 ? '' : '+'}${bytesText(bytes)}`

/** Bytes below marked calls, each once. */
function matchText(): string {
  if (found === undefined) return ''
  let bytes = 0
  const todo = [0]
  for (let call = todo.pop(); call !== undefined; call = todo.pop()) {
    if (found[tree.frame[call]] === 1 && call !== 0) bytes += tree.value[call]
    else for (let i = tree.first[call]; i < tree.first[call + 1]; i++) todo.push(tree.children[i])
  }
  return `; found ${bytesText(bytes)}, ${shareText(bytes / (tree.value[0] || 1))}`
}

function drawDetails(): void {
  const frame = tree.frame[selected]
  const all = tree.value[0] || 1
  const lines = [make('h2', '', nameNode(names.nameOf(frame))), make('p', 'place', names.placeOf(frame))]
  const value = tree.value[selected]
  lines.push(make('p', 'value', make('strong', '', bytesText(value)), ` ${shareText(value / all)}`), make('p', 'quiet', exactBytes(value)))
  if (tree.before !== undefined) {
    const before = tree.before[selected]
    lines.push(make('p', 'quiet', `${bytesText(before)} before, ${changeText(value - before)}`))
  }
  element('about').replaceChildren(...lines)
  element('list-heading').textContent = view === 'bottom-up' ? 'Called by' : 'Calls'
  const held = Array.from(tree.children.subarray(tree.first[selected], Math.min(tree.first[selected + 1], tree.first[selected] + 100)))
  element('list').replaceChildren(
    ...held
      .filter((call) => weightOf(tree, call) > 0)
      .map((call) =>
        make(
          'li',
          '',
          button('row', () => goTo(call), nameNode(names.nameOf(tree.frame[call])), make('span', 'bytes', bytesText(tree.value[call]))),
        ),
      ),
  )
  element('path').replaceChildren(
    ...chainOf(tree, focus).map((call) =>
      make(
        'li',
        '',
        button('', () => goTo(call), nameNode(names.nameOf(tree.frame[call]))),
      ),
    ),
  )
}

function goTo(call: number): void {
  focus = call
  selected = call
  draw()
}

function pointed(event: MouseEvent): number {
  const { left, top } = canvas.getBoundingClientRect()
  return flame.at(event.clientX - left, event.clientY - top)
}

canvas.addEventListener('click', (event) => {
  const call = pointed(event)
  if (call >= 0) goTo(call)
})
canvas.addEventListener('mousemove', (event) => {
  const call = pointed(event)
  tooltip.hidden = call < 0
  if (call < 0) return
  const frame = tree.frame[call]
  tooltip.replaceChildren(
    make('strong', '', nameNode(names.nameOf(frame))),
    make('div', '', names.placeOf(frame)),
    make('div', '', `${bytesText(tree.value[call])}, ${shareText(tree.value[call] / (tree.value[0] || 1))}`),
  )
  const { clientWidth } = document.documentElement
  tooltip.style.insetInlineStart = `${Math.min(event.clientX + 12, clientWidth - tooltip.offsetWidth - 8)}px`
  tooltip.style.insetBlockStart = `${event.clientY + 14}px`
})
canvas.addEventListener('mouseleave', () => {
  tooltip.hidden = true
})

for (const name of views) {
  element(`view-${name}`).addEventListener('click', () => {
    const isNewTree = (name === 'bottom-up') !== (view === 'bottom-up')
    view = name
    if (isNewTree) buildTree()
    draw()
  })
}
element('costs').replaceChildren(
  ...profile.costs.map((name) => {
    const node = button(
      '',
      () => {
        cost = name
        buildTree()
        draw()
      },
      costNames[name],
    )
    node.id = `cost-${name}`
    return node
  }),
)
const field = element('search') as HTMLInputElement
let timer = 0
field.addEventListener('input', () => {
  clearTimeout(timer)
  timer = setTimeout(() => {
    found = names.matching(field.value)
    draw()
  }, 80)
})
addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.activeElement === field) return
  if (event.key === '/') field.focus()
  else if (event.key === 'Escape' || event.key === 'Backspace') goTo(tree.parent[focus])
  else return
  event.preventDefault()
})
element('up').addEventListener('click', () => goTo(tree.parent[focus]))
addEventListener('resize', draw)
element('notes').replaceChildren(...profile.notes.map((note) => make('li', '', note)))
watchTheme(draw)
document.body.dataset.ready = 'yes'
