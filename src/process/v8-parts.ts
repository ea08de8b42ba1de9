import type { Report } from '../reporters.js'
import type { Counters, Space } from './counters.js'
import { type Draft, sumOf, within } from './part.js'
import { reportedPart } from './reported.js'
import type { Scan, SpacePages } from './scan.js'

/** What V8 has: its heap by isolate and space, code, tables. */
export function v8Parts(scan: Scan, counters: Counters | undefined, reports: readonly Report[] = []): Draft | undefined {
  const { owners } = scan
  const isolates = isolatesOf(scan)
  const own = isolates.get(scan.ownHeap)
  isolates.delete(scan.ownHeap)
  const others = [...isolates.values()].map((rows) => ({ rows, bytes: sum(rows, 'rss') })).sort((a, b) => b.bytes - a.bytes)
  return sumOf('v8', [
    own && isolatePart(own, counters, reports),
    ...others.map(({ rows, bytes }, i) => ({
      name: own === undefined ? `isolate ${i + 1}` : `isolate ${i + 2}`,
      bytes,
      note: `${count(rows)} pages; ${own === undefined ? 'an isolate' : 'a worker'}, or what V8 keeps of one that ended`,
    })),
    { name: 'further isolates', bytes: scan.leftOut },
    { name: 'kept pages of no isolate', bytes: owners['V8 pooled'].rss, note: 'freed, and kept for later' },
    { name: 'read-only', bytes: owners['V8 read-only'].rss, note: 'of all isolates' },
    { name: 'code', bytes: owners.code.rss },
    {
      name: 'builtins',
      bytes: owners.builtins.rss,
      note: 'mapped again from the executable for each isolate: shared pages count once more',
    },
    { name: 'tables', bytes: owners['V8 tables'].rss },
  ])
}

function isolatesOf({ spaces }: Scan): Map<number, SpacePages[]> {
  const isolates = new Map<number, SpacePages[]>()
  for (const row of spaces) {
    const rows = isolates.get(row.heap)
    if (rows === undefined) isolates.set(row.heap, [row])
    else rows.push(row)
  }
  return isolates
}

const sum = (rows: readonly SpacePages[], figure: 'rss' | 'size'): number => rows.reduce((total, row) => total + row[figure], 0)
const count = (rows: readonly SpacePages[]): number => rows.reduce((total, { pages }) => total + pages, 0)

/** The isolate that asks: its spaces are known by their sizes, which those of their pages sum to. */
function isolatePart(rows: readonly SpacePages[], counters: Counters | undefined, reports: readonly Report[]): Draft | undefined {
  const name = 'this isolate'
  if (counters === undefined) return { name, bytes: sum(rows, 'rss') }
  const left = new Set(rows)
  const used: Draft[] = []
  const free: Draft[] = []
  let kept = 0
  for (const [space, found] of matches(counters.spaces, rows)) {
    for (const row of found) left.delete(row)
    const rss = sum(found, 'rss')
    const inside = Math.min(rss, space.size)
    const inUse = Math.min(space.used, inside)
    used.push({ name: space.name, bytes: inUse })
    free.push({ name: space.name, bytes: inside - inUse })
    kept += rss - inside
  }
  kept += sum([...left], 'rss')
  const bytes = used.reduce((total, space) => total + space.bytes, 0)
  const reported = reportedPart(reports, 'heap', bytes)
  return sumOf(name, [
    reported === undefined ? sumOf('used', used) : within('used', bytes, [reported], 'not reported'),
    sumOf('free', free),
    { name: 'kept by V8 in no space', bytes: kept, note: 'freed pages that no statistic counts' },
  ])
}

/** A space may have grown by a few pages of 256 KiB between the two looks. */
const grownMeanwhile = 2 ** 20

/**
 * Which pages are whose: a space's size is the sum of its pages', the young generation's of its two halves' pages. Freed pages that V8 keeps still
 * name the space they were in, so that one space may have more pages than its size.
 */
function matches(spaces: readonly Space[], rows: readonly SpacePages[]): [Space, SpacePages[]][] {
  const found: [Space, SpacePages[]][] = []
  const left = new Set(rows)
  const open: Space[] = []
  for (const space of spaces) {
    const rowsOfSpace = exact(space, [...left])
    if (rowsOfSpace === undefined) open.push(space)
    else found.push([space, rowsOfSpace])
    for (const row of rowsOfSpace ?? []) left.delete(row)
  }
  // largest first, so that a small space does not take the pages of a large one
  for (const space of open.sort((a, b) => b.size - a.size)) {
    const larger = [...left].filter(({ size }) => size >= space.size - grownMeanwhile).sort((a, b) => a.size - b.size)[0]
    if (larger === undefined) continue
    left.delete(larger)
    found.push([space, [larger]])
  }
  return found
}

function exact({ name, size }: Space, rows: readonly SpacePages[]): SpacePages[] | undefined {
  const one = rows.find((row) => row.size === size)
  if (one !== undefined) return [one]
  if (name !== 'new_space') return undefined
  for (const first of rows) {
    const second = rows.find((row) => row !== first && row.size === size - first.size)
    if (second !== undefined) return [first, second]
  }
  return undefined
}
