import { wrongOption } from '../errors.js'

/** How an arena or slab gets its chunks. Sizes are bytes. */
export type GrowthPolicy =
  | {
      /** Twice the last chunk, as bumpalo does: one large request makes all later chunks large (its issue 152). */
      readonly kind: 'double last'
    }
  | {
      /** As large as all before together. */
      readonly kind: 'double all'
      /** The size of the first chunk. */
      readonly first: number
    }
  | {
      /** All chunks of one size. */
      readonly kind: 'fixed'
      /** That size. */
      readonly chunk: number
    }
  | {
      /** One arena of the policy `double last` for each worker, as bumpalo-herd does; requests go to them in turn. */
      readonly kind: 'herd'
      /** How many there are. */
      readonly workers: number
    }
  | {
      /** Items of one size in pages of 32, 64, 128... slots, with two words beside each, as sharded-slab does. */
      readonly kind: 'slab'
      /** The size of an item. */
      readonly item: number
      /** How many threads have pages of their own. */
      readonly threads: number
    }

/** What a policy comes to. Bytes. */
export interface Growth {
  /** Bytes of each chunk that requests can have, in the order they were made. */
  readonly chunks: readonly number[]
  /** Bytes of all chunks. */
  readonly reserved: number
  /** What was requested. */
  readonly used: number
  /** `reserved` - `used`. */
  readonly waste: number
  /** What is kept once the arena is emptied and used again: the last chunk, or everything where chunks stay. */
  readonly afterReset: number
}

/** fitzgen/bumpalo, src/lib.rs, 64-bit: DEFAULT_CHUNK_SIZE_WITHOUT_FOOTER, OVERHEAD, and where chunks become whole pages. */
const bump = { first: 448, overhead: 64, page: 4096, alignment: 16 } as const

/** hawkw/sharded-slab, src/cfg.rs INITIAL_PAGE_SIZE, src/page/slot.rs: two words beside each item. */
const slab = { firstPage: 32, words: 16 } as const

const up = (bytes: number, multiple: number): number => Math.ceil(bytes / multiple) * multiple

/** The next chunk of bumpalo: twice the last one, or what is requested. */
function nextBumpChunk(last: number, request: number): number {
  const { first, overhead, page, alignment } = bump
  const wanted = Math.max(2 * last, up(request, alignment), first)
  if (wanted >= page) return up(wanted + overhead, page) - overhead
  return 2 ** Math.ceil(Math.log2(wanted + overhead)) - overhead
}

function filled(requests: readonly number[], next: (last: number, all: number, request: number) => number): Growth {
  const chunks: number[] = []
  let all = 0
  let left = 0
  let used = 0
  for (const request of requests) {
    used += request
    if (request > left) {
      const chunk = next(chunks.at(-1) ?? 0, all, request)
      chunks.push(chunk)
      all += chunk
      left = chunk
    }
    left -= request
  }
  return { chunks, reserved: all, used, waste: all - used, afterReset: chunks.at(-1) ?? 0 }
}

function together(parts: readonly Growth[]): Growth {
  const sum = (of: (part: Growth) => number) => parts.reduce((total, part) => total + of(part), 0)
  const [reserved, used] = [sum((part) => part.reserved), sum((part) => part.used)]
  return {
    chunks: parts.flatMap(({ chunks }) => chunks),
    reserved,
    used,
    waste: reserved - used,
    afterReset: sum((part) => part.afterReset),
  }
}

/** Pages of a slab are kept until it is dropped. Each thread has its own, for the items it inserts. */
function slabPages(count: number, item: number, threads: number): Growth {
  const slot = item + slab.words
  const shards = Array.from({ length: threads }, (_, i): Growth => {
    const items = Math.floor(count / threads) + (i < count % threads ? 1 : 0)
    const chunks: number[] = []
    for (let slots = 0, page = slab.firstPage; slots < items; slots += page, page *= 2) chunks.push(page * slot)
    const reserved = chunks.reduce((sum, chunk) => sum + chunk, 0)
    return { chunks, reserved, used: items * item, waste: reserved - items * item, afterReset: reserved }
  })
  return together(shards)
}

/**
 * What an arena would reserve for requests of these sizes in bytes, one after another, under a policy. By the formulas of the crates bumpalo 3, bumpalo-herd
 * and sharded-slab, without losses by alignment. Linear in the requests. Throws a MemSizeError for a policy or a request that is none.
 */
export function whatIfGrowth(requests: Iterable<number>, policy: GrowthPolicy): Growth {
  const list = [...requests]
  const wrong = list.find((bytes) => !isCount(bytes, 0))
  if (wrong !== undefined) throw wrongOption('requests', 'whole numbers of bytes', wrong)
  switch (policy?.kind) {
    case 'double last':
      return filled(list, (last, _all, request) => nextBumpChunk(last, request))
    case 'double all':
      return filled(list, (_last, all, request) => Math.max(all, counted('first', policy.first), request))
    case 'fixed':
      return filled(list, (_last, _all, request) => Math.max(counted('chunk', policy.chunk), request))
    case 'herd': {
      const workers = counted('workers', policy.workers)
      const turns = Array.from({ length: workers }, (_, worker) => list.filter((_bytes, i) => i % workers === worker))
      return together(turns.map((own) => whatIfGrowth(own, { kind: 'double last' })))
    }
    case 'slab':
      return slabPages(list.length, counted('item', policy.item), counted('threads', policy.threads))
    default:
      throw wrongOption('policy', "an object with a kind of 'double last', 'double all', 'fixed', 'herd' or 'slab'", policy)
  }
}

const isCount = (value: unknown, least: number): boolean => Number.isSafeInteger(value) && (value as number) >= least

function counted(option: string, value: number): number {
  if (!isCount(value, 1)) throw wrongOption(option, 'a whole number, 1 or more', value)
  return value
}
