import { formatBytes } from '../bytes.js'
import { shareText } from '../tree/text-table.js'
import type { Advice, ProcessFacts } from './facts.js'
import type { ProcessPart } from './part.js'

/** A part gets advice from this share of RSS on, and from this number of bytes on. */
const leastShare = 0.15
const leastBytes = 20e6
/** From this number of isolates on, they count as what dominates. */
const fewIsolates = 4

type Find = (...paths: string[]) => number

interface Rule {
  readonly path: string
  bytes(find: Find, facts: ProcessFacts): number
  text(bytes: string, share: string, facts: ProcessFacts): string
  readonly remedy: string
}

const rules: readonly Rule[] = [
  {
    path: 'v8/this isolate/kept by V8 in no space',
    bytes: (find) => find('v8/this isolate/kept by V8 in no space', 'v8/kept pages of no isolate'),
    text: (bytes, share) => `V8 keeps ${bytes} (${share}) of freed heap pages, which no statistic of V8 counts.`,
    remedy:
      'releaseMemory() or memsize process --release gives them back by the inspector (Node 22: 320 to 62 MB, Node 24: 378 to 79 MB). More collections, --optimize-for-size and malloc_trim() gave back nothing.',
  },
  {
    path: 'v8/this isolate/free/new_space',
    bytes: (find) => find('v8/this isolate/free/new_space'),
    text: (bytes, share) =>
      `The young generation has ${bytes} (${share}) that is free. It grows under load, up to 128 MiB in Node 24, and does not shrink when idle.`,
    remedy:
      '--max-semi-space-size=16 held an idle heap of Node 24 at 38 MB in place of 73 to 139 MB; more collections of young objects are the price.',
  },
  {
    path: 'malloc/free, kept',
    bytes: (find) => find('malloc/free, kept'),
    text: (bytes, share, { allocator }) =>
      `malloc (${allocator}) keeps ${bytes} (${share}) that the program has given back: small blocks still in use pin the pages around them, or threads that ended had arenas.`,
    remedy:
      'releaseMemory() or memsize process --release trims it (glibc: 334 to 126 MB); with 200,000 free blocks that took 3.4 s, so never on a timer. MALLOC_ARENA_MAX=2 changed nothing in two of two cases.',
  },
  {
    path: 'malloc/in use/array buffers',
    bytes: (find) => find('malloc/in use/array buffers', 'malloc/array buffers'),
    text: (bytes, share, { allocator }) =>
      `ArrayBuffers of this isolate have ${bytes} (${share}).${allocator === 'mimalloc' ? ' mimalloc makes zeroed blocks resident at once: 50 buffers of 1 MB that nobody wrote to cost 53 to 59 MB of RSS, under glibc and jemalloc less than 1.' : ''}`,
    remedy: 'graph() and arenaReport() tell who holds them: a small view keeps the whole of its buffer.',
  },
  {
    path: 'v8/this isolate/used',
    bytes: (find) => find('v8/this isolate/used'),
    text: (bytes, share) => `Objects of this isolate have ${bytes} (${share}): allocators have no part in it.`,
    remedy: 'memsize attach, or takeHeapSnapshot(), tells what holds them.',
  },
  {
    path: 'WebAssembly memories',
    bytes: (find) => find('WebAssembly memories'),
    text: (bytes, share) => `WebAssembly memories have ${bytes} (${share}). They never shrink.`,
    remedy: 'A memory is given back when its instance is collected; make a new instance for each large job.',
  },
]

/** What has much of the process's memory, the heaviest first. Nothing where no part dominates. */
export function adviceOn(facts: ProcessFacts): Advice[] {
  const bytesOf = new Map<string, number>()
  const note = (parts: readonly ProcessPart[]) => {
    for (const { path, bytes, children } of parts) {
      bytesOf.set(path, bytes)
      note(children)
    }
  }
  note(facts.parts)
  const find: Find = (...paths) => paths.reduce((sum, path) => sum + (bytesOf.get(path) ?? 0), 0)
  const found = rules.flatMap((rule): Advice[] => {
    const bytes = rule.bytes(find, facts)
    if (!dominates(bytes, facts.rss)) return []
    return [{ path: rule.path, bytes, text: rule.text(formatBytes(bytes), shareText(bytes / facts.rss), facts), remedy: rule.remedy }]
  })
  return [...found, ...ofIsolates(facts)].sort((a, b) => b.bytes - a.bytes)
}

const dominates = (bytes: number, rss: number): boolean => bytes >= leastBytes && bytes >= rss * leastShare

function ofIsolates({ parts, rss, scan }: ProcessFacts): Advice[] {
  const v8 = parts.find(({ name }) => name === 'v8')
  const isolates = v8?.children.filter(({ name }) => /^isolate \d+$/.test(name)) ?? []
  const bytes = isolates.reduce((sum, part) => sum + part.bytes, 0)
  if (isolates.length < fewIsolates || !dominates(bytes, rss)) return []
  const builtins = scan?.owners.builtins.rss ?? 0
  return [
    {
      path: 'v8',
      bytes,
      text: `${isolates.length} more isolates have ${formatBytes(bytes)} (${shareText(bytes / rss)}) of heap, some ${formatBytes(bytes / isolates.length)} each.`,
      remedy: `Fewer workers, with resourceLimits: { maxYoungGenerationSizeMb } each. ${formatBytes(builtins)} more of RSS are builtins, which each isolate maps again: shared pages that nobody pays for.`,
    },
  ]
}
