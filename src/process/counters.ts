import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8'

/** A space of this isolate's heap, as V8 counts it. Bytes. */
export interface Space {
  readonly name: string
  readonly size: number
  readonly used: number
}

/** What this isolate's counters say. Bytes. They divide what a mapping's owner has; none of them is a part by itself. */
export interface Counters {
  readonly heapUsed: number
  readonly heapTotal: number
  readonly heapLimit: number
  readonly external: number
  readonly arrayBuffers: number
  /** V8's own memory in malloc: zones of its compilers. */
  readonly zones: number
  readonly spaces: readonly Space[]
}

export function readCounters(): Counters {
  const heap = getHeapStatistics()
  const {
    used_heap_size: heapUsed,
    total_heap_size: heapTotal,
    heap_size_limit: heapLimit,
    malloced_memory: zones,
    external_memory: external,
  } = heap
  const arrayBuffers = bytesOfArrayBuffers()
  const spaces: Space[] = []
  for (const { space_name: name, space_size: size, space_used_size: used } of getHeapSpaceStatistics())
    if (size > 0) spaces.push({ name, size, used })
  return { heapUsed, heapTotal, heapLimit, external, arrayBuffers, zones, spaces }
}

/** This isolate's; 0 where it is not known: Node reads RSS with it, and fails where there is no /proc. */
function bytesOfArrayBuffers(): number {
  try {
    return process.memoryUsage().arrayBuffers
  } catch {
    return 0
  }
}

/** RSS as Node knows it; 0 where it cannot be read. */
export function residentBytes(): number {
  try {
    return process.memoryUsage.rss()
  } catch {
    return 0
  }
}
