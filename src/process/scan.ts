import type { ProcessBinding } from './binding.js'
import { type AllocatorName, allocatorNames, type Owner, owners } from './owners.js'

/** What is mapped for one owner. Bytes, but for the count. */
export interface OwnerFigures {
  readonly rss: number
  readonly size: number
  readonly pss: number
  readonly sharedClean: number
  readonly privateDirty: number
  readonly swap: number
  /** Mappings, or pieces of such. */
  readonly count: number
}

/** Pages of V8's heap that belong to one space of one isolate; both are known by an address alone. */
export interface SpacePages {
  readonly heap: number
  readonly space: number
  readonly size: number
  readonly rss: number
  readonly pages: number
}

/** A mapping that nobody owns. */
export interface Stranger {
  readonly address: number
  readonly size: number
  readonly rss: number
}

/** What /proc/<pid>/smaps says, by owner. Bytes. */
export interface Scan {
  /** Of all mappings. */
  readonly rss: number
  /** RSS as the kernel counted it before and after. */
  readonly before: number
  readonly after: number
  readonly mappings: number
  /** Of pages whose isolate found no room in the table. */
  readonly leftOut: number
  /** Reads that the kernel refused: another process's memory. */
  readonly refused: number
  /** The heap of the isolate that asks; 0 where it is not known. */
  readonly ownHeap: number
  readonly readsPageTable: boolean
  readonly allocator: AllocatorName
  readonly owners: Readonly<Record<Owner, OwnerFigures>>
  /** Largest first. */
  readonly strangers: readonly Stranger[]
  readonly spaces: readonly SpacePages[]
}

const HEAD = 12
const OWNER = 7
const STRANGER = 3
const STRANGERS = 8
const SPACE = 5
const SPACES = 512

/** One for the process's life: what a report allocates would be in the report. */
const out = new Float64Array(HEAD + owners.length * OWNER + STRANGERS * STRANGER + SPACES * SPACE)

/** Looks at a process, 0 for this one. An errno where that fails. */
export function scanProcess(binding: ProcessBinding, pid: number): Scan | number {
  const problem = binding.processScan(pid, out, {})
  if (problem !== 0) return problem
  let at = 0
  const take = (count: number): Float64Array => out.subarray(at, (at += count))
  const [before, after, mappings, spaceCount, leftOut, refused, ownHeap, readsPageTable, allocator] = take(HEAD)
  let rss = 0
  const byOwner = {} as Record<Owner, OwnerFigures>
  for (const owner of owners) {
    const [ownRss, size, pss, sharedClean, privateDirty, swap, count] = take(OWNER)
    rss += ownRss
    byOwner[owner] = { rss: ownRss, size, pss, sharedClean, privateDirty, swap, count }
  }
  const strangers: Stranger[] = []
  for (let i = 0; i < STRANGERS; i++) {
    const [address, size, ownRss] = take(STRANGER)
    if (ownRss > 0) strangers.push({ address, size, rss: ownRss })
  }
  const spaces: SpacePages[] = []
  for (let i = 0; i < spaceCount; i++) {
    const [heap, space, size, ownRss, pages] = take(SPACE)
    spaces.push({ heap, space, size, rss: ownRss, pages })
  }
  return {
    rss,
    before,
    after,
    mappings,
    leftOut,
    refused,
    ownHeap,
    readsPageTable: readsPageTable === 1,
    allocator: allocatorNames[allocator] ?? 'unknown',
    owners: byOwner,
    strangers: strangers.sort((a, b) => b.rss - a.rss),
    spaces,
  }
}
