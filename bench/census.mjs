/** The whole heap: census, live heap with dominators and a snapshot by a forked child, against v8.writeHeapSnapshot() on the same heap in the same process. */
import { runChild } from './child.mjs'
import { markdown } from './tables.mjs'

/** Four objects each. 4 million make a heap of 1 GB; V8's own snapshot of it takes minutes. */
const RECORDS = Number(process.env.RECORDS ?? 400_000)
const LARGEST = 12_288 // MB of heap
const CENSUS = 1 / 60
const LIVE = 1 / 8
const FORK = 1 / 40
const MEMORY = 0.04
const GROWTH = 0.03

export async function census() {
  const found = runChild('census-child.mjs', [String(RECORDS)], LARGEST)
  const rows = [
    ['v8.writeHeapSnapshot()', found.byV8.toFixed(0), '1'],
    ['heapCensus()', found.census.toFixed(0), part(found.census / found.byV8)],
    ['liveHeap() and dominators', found.live.toFixed(0), part(found.live / found.byV8)],
    [
      `writeHeapSnapshot(path, { by: 'probe' }): the longest time that a server's event loop stood still`,
      found.fork.toFixed(0),
      part(found.fork / found.byV8),
    ],
  ]
  const table = markdown(['', 'ms', '× V8'], rows)
  console.log(`\n${found.objects} objects, ${(found.bytes / 1e6).toFixed(0)} MB, Node ${process.version}\n\n${table}\n`)
  console.log(verdict('census', found.census / found.byV8, CENSUS))
  console.log(verdict('memory of a census, of the heap', found.memory, MEMORY))
  console.log(verdict('live heap with dominators', found.live / found.byV8, LIVE))
  console.log(verdict('pause of a snapshot by fork', found.fork / found.byV8, FORK))
  console.log(verdict("the parent's growth meanwhile", found.grown, GROWTH))
  return { census: table }
}

/** Small shares as fractions: 0.02 would say nothing of a target of 1/60. */
const verdict = (what, share, target) => `${what}: ${part(share)}, target ${part(target)}: ${share <= target ? 'reached' : 'missed'}`
const part = (share) => `1/${(1 / share).toFixed(0)}`
