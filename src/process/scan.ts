import { type AllocatorName, allocatorNames } from '../allocators/names.js'
import type { ProcessBinding } from '../probe/process-binding.js'
import { type Owner, owners } from './owners.js'

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
  /** Where it begins. */
  readonly address: number
  /** Bytes of address space. */
  readonly size: number
  /** Resident bytes. */
  readonly rss: number
}

/** What /proc/<pid>/smaps says, by owner. Bytes. */
export interface Scan {
  /** Resident bytes of all mappings. */
  readonly rss: number
  /** RSS as the kernel counted it before and after. */
  readonly before: number
  readonly after: number
  readonly mappings: number
  /** Pages whose isolate found no room in the table. */
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
  const number = (at: number): number => out[at] as number
  let rss = 0
  let at = HEAD
  const byOwner = {} as Record<Owner, OwnerFigures>
  for (const owner of owners) {
    byOwner[owner] = ownerAt(at)
    rss += number(at)
    at += OWNER
  }
  const strangers: Stranger[] = []
  for (const end = at + STRANGERS * STRANGER; at < end; at += STRANGER) {
    if (number(at + 2) > 0) strangers.push({ address: number(at), size: number(at + 1), rss: number(at + 2) })
  }
  const spaces: SpacePages[] = []
  for (const end = at + number(3) * SPACE; at < end; at += SPACE) spaces.push(spaceAt(at))
  return {
    rss,
    before: number(0),
    after: number(1),
    mappings: number(2),
    leftOut: number(4),
    refused: number(5),
    ownHeap: number(6),
    readsPageTable: number(7) === 1,
    allocator: allocatorNames[number(8)] ?? 'unknown',
    owners: byOwner,
    strangers: strangers.sort((a, b) => b.rss - a.rss),
    spaces,
  }
}

const ownerAt = (at: number): OwnerFigures => ({
  rss: out[at] as number,
  size: out[at + 1] as number,
  pss: out[at + 2] as number,
  sharedClean: out[at + 3] as number,
  privateDirty: out[at + 4] as number,
  swap: out[at + 5] as number,
  count: out[at + 6] as number,
})

const spaceAt = (at: number): SpacePages => ({
  heap: out[at] as number,
  space: out[at + 1] as number,
  size: out[at + 2] as number,
  rss: out[at + 3] as number,
  pages: out[at + 4] as number,
})
