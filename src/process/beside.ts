import type { AllocatorFigures } from '../probe/process-binding.js'
import type { Counters } from './counters.js'
import { untouched } from './malloc-parts.js'
import type { Scan } from './scan.js'

/** A figure that is no part of RSS, or that explains it. */
export interface Beside {
  /** A short name, such as `shared with others`. */
  readonly name: string
  /** Bytes; of `changed meanwhile` below 0 where RSS fell. */
  readonly bytes: number
  /** What the figure means. */
  readonly note: string
}

export function besides(scan: Scan, figures: AllocatorFigures, counters: Counters | undefined): Beside[] {
  const { owners } = scan
  const heap = owners['malloc heap'].rss + owners['malloc arenas'].rss
  const all = Object.values(owners)
  const own = scan.spaces.filter((row) => row.heap === scan.ownHeap)
  const size = own.reduce((sum, row) => sum + row.size, 0)
  const rss = own.reduce((sum, row) => sum + row.rss, 0)
  const found: Beside[] = [
    { name: 'v8, reserved', bytes: counters === undefined ? 0 : size - rss, note: "pages of this isolate's heap that are not resident" },
    {
      name: 'malloc, returned',
      bytes: Math.max(0, (figures.free ?? 0) - Math.max(0, heap - (figures.inUse ?? 0))),
      note: 'free blocks whose pages the system has back',
    },
    { name: 'malloc, untouched', bytes: untouched(scan, figures), note: 'large blocks that were never written to' },
    {
      name: 'WebAssembly, untouched',
      bytes: owners.WebAssembly.size - owners.WebAssembly.rss,
      note: 'memories that were never written to; each reserves some GB of addresses besides',
    },
    {
      name: 'shared, clean',
      bytes: all.reduce((sum, { sharedClean }) => sum + sharedClean, 0),
      note: 'in RSS, and in that of other processes, or twice in this one',
    },
    {
      name: 'proportional (PSS)',
      bytes: all.reduce((sum, { pss }) => sum + pss, 0),
      note: 'RSS with what is shared divided by those who share it',
    },
    { name: 'swapped out', bytes: all.reduce((sum, { swap }) => sum + swap, 0), note: 'not in RSS' },
  ]
  if (scan.after >= 0 && scan.before >= 0 && scan.after !== scan.before)
    found.push({ name: 'changed meanwhile', bytes: scan.after - scan.before, note: 'RSS, while it was read' })
  if (figures.allocated !== undefined)
    found.push({ name: 'malloc, allocated', bytes: figures.allocated, note: `as ${scan.allocator} says` })
  return found.filter(({ bytes }) => bytes !== 0)
}
