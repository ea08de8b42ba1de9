import type { AllocatorFigures } from '../probe/process-binding.js'
import type { Report } from '../reporters.js'
import type { Counters } from './counters.js'
import { type Draft, sumOf, within } from './part.js'
import { reportedPart } from './reported.js'
import type { Scan } from './scan.js'

/** What malloc has. ArrayBuffers are in it, but for those that can grow and WebAssembly's. */
export function mallocParts(
  scan: Scan,
  figures: AllocatorFigures,
  counters: Counters | undefined,
  reports: readonly Report[] = [],
): Draft | undefined {
  const heap = scan.owners['malloc heap'].rss + scan.owners['malloc arenas'].rss
  const mapped = scan.owners['malloc mapped'].rss
  const eliminated = scan.owners['malloc by elimination'].rss
  if (eliminated > 0) return byElimination(scan, eliminated, figures, counters, reports)
  if (figures.inUse === undefined) {
    return sumOf(
      'malloc',
      [
        { name: 'heap and arenas', bytes: heap },
        { name: 'mapped', bytes: mapped, note: 'large blocks, each a mapping of its own' },
      ],
      scan.allocator,
    )
  }
  const used = Math.min(figures.inUse, heap)
  const inUse = within('in use', used + mapped, contents(counters, untouched(scan, figures), reports, used + mapped), 'other')
  return sumOf(
    'malloc',
    [
      inUse,
      {
        name: 'free, kept',
        bytes: heap - used,
        note: 'given back by the program, not to the system',
      },
    ],
    scan.allocator,
  )
}

/** Bytes of mapped blocks that were never written to, and so are not resident. */
export const untouched = (scan: Scan, { mapped = 0 }: AllocatorFigures): number => Math.max(0, mapped - scan.owners['malloc mapped'].rss)

function byElimination(
  scan: Scan,
  bytes: number,
  figures: AllocatorFigures,
  counters: Counters | undefined,
  reports: readonly Report[],
): Draft {
  const note = `${scan.allocator}; by elimination: all that nothing else explains`
  const { allocated, active, metadata } = figures
  if (allocated === undefined || active === undefined) return within('malloc', bytes, contents(counters, 0, reports, bytes), 'other', note)
  const inUse = Math.min(allocated, bytes)
  return within(
    'malloc',
    bytes,
    [
      within('in use', inUse, contents(counters, 0, reports, inUse), 'other'),
      { name: 'free in slabs', bytes: Math.max(0, active - allocated) },
      { name: 'metadata', bytes: metadata ?? 0 },
    ],
    'free, kept',
    note,
  )
}

/** What is known of the blocks in use: what reporters say of malloc is taken to be in array buffers first, and beside them where it is more. */
function contents(counters: Counters | undefined, notTouched: number, reports: readonly Report[], most: number): Draft[] {
  if (counters === undefined) return []
  const { arrayBuffers, zones } = counters
  const note = `asked for by this isolate${notTouched > 0 ? ', without what was never written to' : ''}`
  const buffers = Math.min(most, Math.max(0, arrayBuffers - notTouched))
  const reported = reportedPart(reports, 'external', most)
  const inside = reported !== undefined && reported.bytes <= buffers
  return [
    inside ? within('array buffers', buffers, [reported], 'not reported', note) : { name: 'array buffers', bytes: buffers, note },
    ...(reported !== undefined && !inside ? [reported] : []),
    { name: 'V8 zones', bytes: zones },
  ]
}
