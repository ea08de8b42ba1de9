import { formatBytes } from '../bytes.js'
import { printable } from '../printable.js'
import { type Cell, type Column, countText, type TextOptions, textTable } from '../tree/text-table.js'
import type { AllocationProfile, Cost, ProfileFrame } from './allocation-profile.js'
import { type FunctionChange, type FunctionRow, functionRows, neighboursOf } from './function-table.js'

const titles: Readonly<Record<Cost, string>> = { total: 'TOTAL', peak: 'PEAK', live: 'LIVE', temporary: 'TEMPORARY' }

/** How a profile is printed: `width` in columns of the terminal (80). */
export interface ProfileTextOptions extends TextOptions {
  /** At most this many functions. Default: 20. */
  readonly rows?: number | undefined
  /** What the table is sorted by; default: the first that is known. */
  readonly cost?: Cost | undefined
  /** Whether the engine's and Node's own functions have rows too, and not who called them. */
  readonly innermost?: boolean | undefined
  /** Shows whom a function of that name was called by, and whom it called. */
  readonly around?: string | undefined
}

/** The profile as tables: sums, functions, threads and labels where there are several, notes. */
export function profileText(profile: AllocationProfile, options: ProfileTextOptions = {}): string {
  const { rows = 20, cost = profile.costs[0] ?? 'total', innermost, around } = options
  const parts = [sumsText(profile, options)]
  if (around !== undefined) {
    const { callers, callees } = neighboursOf(profile, around, cost)
    if (callers.length === 0) parts.push(`  No function named ${printable(around)} allocated anything.`)
    else {
      parts.push(functionText(profile, callers.slice(0, rows), cost, 'CALLED BY', options))
      parts.push(functionText(profile, callees.slice(0, rows), cost, 'CALLS', options))
    }
  } else if (profile.sites.length > 0) {
    const found = functionRows(profile.sites, cost, innermost ? ({ stack }) => stack[0] : undefined)
    parts.push(functionText(profile, found.slice(0, rows), cost, 'FUNCTION', options))
    if (found.length > rows) parts.push(`  ${countText(found.length - rows)} more functions`)
    const grouped: [string, (site: AllocationProfile['sites'][number]) => string][] = [
      ['THREAD', ({ thread }) => thread],
      ['LABELS', ({ labels }) => labelText(labels)],
    ]
    for (const [title, nameOf] of grouped) {
      const groups = functionRows(profile.sites, cost, (site) => ({ function: nameOf(site), file: '', line: 0, column: 0 }))
      if (groups.length > 1) parts.push(functionText(profile, groups.slice(0, rows), cost, title, options))
    }
  } else parts.push('  Nothing was allocated that a sample met.')
  if (profile.events !== undefined) parts.push(eventsText(profile.events, rows, options))
  if (profile.notes.length > 0) parts.push(profile.notes.map((note) => `  ${printable(note)}`).join('\n'))
  return parts.join('\n\n')
}

export const labelText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ') || '(none)'

function sumsText(profile: AllocationProfile, { paint = (_tone, text) => text }: TextOptions): string {
  const { costs, sums, bounds, interval, milliseconds } = profile
  const lines = costs.map((cost) => {
    const bound = bounds[cost]
    const range = bound === undefined || bound[0] === bound[1] ? '' : `  ${formatBytes(bound[0])} to ${formatBytes(bound[1])} at 95 %`
    return `  ${paint('quiet', titles[cost].toLowerCase().padEnd(10))} ${formatBytes(sums[cost] ?? 0).padStart(8)}${range}`
  })
  if (sums.external > 0)
    lines.push(`  ${paint('quiet', 'outside'.padEnd(10))} ${formatBytes(sums.external).padStart(8)}  of the total, in ArrayBuffers`)
  const facts = [
    ...(milliseconds > 0 ? [`${(milliseconds / 1000).toFixed(1)} s`] : []),
    ...(sums.blocks === undefined ? [] : [`${countText(sums.blocks)} blocks`]),
    ...(interval.last > 0 ? [`a sample each ${formatBytes(interval.last)}`] : []),
    ...(profile.engine === '' ? [] : [printable(profile.engine)]),
  ]
  return [...lines, `  ${paint('quiet', facts.join(', '))}`].join('\n')
}

function functionText(
  { costs, bounds }: AllocationProfile,
  rows: readonly FunctionRow[],
  sorted: Cost,
  title: string,
  options: TextOptions,
): string {
  const right = (name: string, of: (row: FunctionRow) => string, dispensable?: number): Column => ({
    title: name,
    right: true,
    ...(dispensable !== undefined && { dispensable }),
    cells: rows.map((row): Cell => [['plain', of(row)]]),
  })
  const bytes = (value: number) => (value === 0 ? '' : formatBytes(value))
  const others = costs.filter((cost) => cost !== sorted)
  return textTable(
    [
      right(titles[sorted], ({ sums }) => bytes(sums[sorted])),
      ...(bounds[sorted] === undefined ? [] : [right('AT 95 %', ({ bound }) => rangeText(bound), 4)]),
      ...others.map((cost, i) => right(titles[cost], ({ sums }) => bytes(sums[cost]), i + 1)),
      right('BLOCKS', ({ blocks }) => (blocks === 0 ? '' : countText(blocks)), 5),
      { title, cells: rows.map(({ frame }) => frameCell(frame)) },
    ],
    options,
  )
}

function rangeText(bound: readonly [number, number] | undefined): string {
  if (bound === undefined) return ''
  return bound[0] === bound[1] ? 'exact' : `${formatBytes(bound[0])}-${formatBytes(bound[1])}`
}

/** The file's end tells more than its beginning. */
function frameCell({ function: name, file, line, column }: ProfileFrame): Cell {
  if (file === '') return [['plain', printable(name)]]
  const place = `${file}${line > 0 ? `:${line}` : ''}${column > 0 ? `:${column}` : ''}`
  const shown = place.length > 60 ? `…${place.slice(-59)}` : place
  return [
    ['plain', `${printable(name.length > 80 ? `${name.slice(0, 79)}…` : name)} `],
    ['quiet', printable(shown)],
  ]
}

function eventsText({ unit, sites }: NonNullable<AllocationProfile['events']>, rows: number, options: TextOptions): string {
  const shown = sites.slice(0, rows)
  const innermost = ({ stack }: { stack: readonly ProfileFrame[] }): Cell =>
    stack[0] === undefined ? [['plain', '(nobody)']] : frameCell(stack[0])
  return textTable(
    [
      { title: printable(unit.toUpperCase()), right: true, cells: shown.map(({ weight }): Cell => [['plain', countText(weight)]]) },
      { title: 'EVENTS', right: true, cells: shown.map(({ events }): Cell => [['plain', countText(events)]]) },
      { title: 'FUNCTION', cells: shown.map(innermost) },
    ],
    options,
  )
}

/** What changed between two profiles. `?` marks what sampling alone may explain. */
export function changesText(changes: readonly FunctionChange[], options: TextOptions): string {
  if (changes.length === 0) return '  Nothing changed.'
  const signed = (value: number) => `${value > 0 ? '+' : ''}${formatBytes(value)}`
  const column = (title: string, of: (change: FunctionChange) => string, dispensable?: number): Column => ({
    title,
    right: true,
    ...(dispensable !== undefined && { dispensable }),
    cells: changes.map((change): Cell => [['plain', of(change)]]),
  })
  return textTable(
    [
      column('CHANGE', ({ delta, isCertain }) => `${signed(delta)}${isCertain === false ? ' ?' : '  '}`),
      column('BEFORE', ({ before }) => (before === 0 ? '' : formatBytes(before)), 1),
      column('AFTER', ({ after }) => (after === 0 ? '' : formatBytes(after)), 2),
      { title: 'FUNCTION', cells: changes.map(({ frame }) => frameCell(frame)) },
    ],
    options,
  )
}
