import { setTimeout } from 'node:timers/promises'
import { formatBytes } from '../bytes.js'
import type { CensusClass, HeapCensus } from '../heap.js'
import { printable } from '../printable.js'
import { type Column, countText, shareText, textTable } from '../tree/text-table.js'
import { type Host, isTerminal, paintOf, widthOf } from './host.js'
import type { TargetLibrary } from './target-library.js'

/** What a census can be sorted by. */
export const censusOrders = ['bytes', 'count', 'growth', 'name'] as const
export type CensusOrder = (typeof censusOrders)[number]

export interface CensusWatch {
  readonly order: CensusOrder
  readonly rows: number
  /** Milliseconds between two. */
  readonly every: number
  readonly json: boolean | undefined
  /** How the process is called. */
  readonly title: string
  readonly aborted: AbortSignal
}

/** The beginning of the screen, and all of it empty (ECMA-48: CUP, ED). */
const CLEAR = '\u001b[H\u001b[2J'

/**
 * A table of the classes of a running process, printed again at intervals until it is interrupted; to a file or a pipe, and as JSON, two censuses
 * apart by that time, so that the second has growth.
 */
export async function showCensus(host: Host, library: TargetLibrary, watch: CensusWatch): Promise<undefined> {
  const first = (await library.call('heapCensus')) as HeapCensus
  const isLive = !watch.json && isTerminal(host.stdout, host.env)
  let latest = first
  do {
    if (isLive) host.stdout.write(CLEAR + censusText(host, latest, watch))
    await setTimeout(watch.every, undefined, { signal: watch.aborted }).catch(() => {})
    if (watch.aborted.aborted) break
    latest = withGrowth((await library.call('heapCensus')) as HeapCensus, first)
  } while (isLive)
  if (watch.json)
    host.stdout.write(
      `${JSON.stringify({ target: watch.title, ...latest, classes: sorted(latest.classes, watch.order).slice(0, watch.rows) }, null, 2)}\n`,
    )
  else if (!isLive) host.stdout.write(censusText(host, latest, watch))
}

/** Growth is counted here: what the process has would have to be sent there and back. */
function withGrowth(census: HeapCensus, { classes }: HeapCensus): HeapCensus {
  const before = new Map(classes.map((row) => [row.name, row]))
  const grown = (row: CensusClass): CensusClass => {
    const earlier = before.get(row.name)
    return { ...row, growth: row.bytes - (earlier?.bytes ?? 0), countGrowth: row.count - (earlier?.count ?? 0) }
  }
  return { ...census, classes: census.classes.map(grown) }
}

function sorted(classes: readonly CensusClass[], order: CensusOrder): CensusClass[] {
  return [...classes].sort((a, b) => (order === 'name' ? (a.name < b.name ? -1 : 1) : b[order] - a[order] || b.bytes - a.bytes))
}

const signed = (number: number, text: (size: number) => string): string =>
  number === 0 ? '' : number > 0 ? `+${text(number)}` : `-${text(-number)}`

/** As `memsize attach --census` prints it. */
export function censusText(host: Host, census: HeapCensus, { order, rows, title }: Pick<CensusWatch, 'order' | 'rows' | 'title'>): string {
  const paint = paintOf(host)
  const shown = sorted(census.classes, order).slice(0, rows)
  const column = (title: string, cell: (row: CensusClass) => string): Column => ({
    title,
    right: true,
    cells: shown.map((row) => [['plain', cell(row)]]),
  })
  const table = textTable(
    [
      column('BYTES', ({ bytes }) => formatBytes(bytes)),
      column('SHARE', ({ share }) => shareText(share)),
      column('OBJECTS', ({ count }) => countText(count)),
      column('GROWTH', ({ growth }) => signed(growth, formatBytes)),
      column('MORE', ({ countGrowth }) => signed(countGrowth, countText)),
      { title: 'CLASS', cells: shown.map(({ name }) => [['plain', printable(name)]]) },
    ],
    { width: widthOf(host), paint },
  )
  const rest = census.remainder.map(({ space, bytes }) => `${space} ${formatBytes(bytes)}`).join(', ')
  const head = `${paint('strong', printable(title))}  ${formatBytes(census.bytes)} in ${countText(census.count)} objects`
  return `${head}\n\n${table}\n\n${paint('quiet', `besides: ${rest}`)}\n`
}
