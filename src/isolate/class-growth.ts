import type { HeapCensus } from './census.js'

export interface Growing {
  /** As heapCensus() calls it. */
  readonly name: string
  /** Now: how many objects, and their shallow bytes. */
  readonly count: number
  /** Shallow bytes of the objects now. */
  readonly bytes: number
  /** More than before it began to grow: objects, and bytes. */
  readonly countGrowth: number
  /** How many bytes more than before it began to grow. */
  readonly growth: number
  /** How many censuses in a row found more than the one before. */
  readonly times: number
}

interface Row {
  count: number
  /** Before it grew. */
  readonly from: { readonly count: number; readonly bytes: number }
  times: number
  /** Its growth when it was reported last; 0: not yet. */
  told: number
}

/** Censuses one after the other: which classes have more objects in each than in the one before. */
export class ClassGrowth {
  private readonly rows = new Map<string, Row>()
  private readonly times: number
  private readonly least: number
  private isFirst = true

  constructor(times: number, least: number) {
    this.times = times
    this.least = least
  }

  /** Those that grew in each of the last `times` censuses, and were not reported yet, or have grown as much again. */
  add(census: Pick<HeapCensus, 'classes'>): Growing[] {
    const found: Growing[] = []
    const missing = new Set(this.rows.keys())
    for (const { name, count, bytes } of census.classes) {
      missing.delete(name)
      const row = this.rows.get(name)
      if (row === undefined || count <= row.count) {
        // a class that is new has grown from nothing, but in the first census all are new
        const isNew = row === undefined && !this.isFirst
        const from = isNew ? { count: 0, bytes: 0 } : { count, bytes }
        this.rows.set(name, { count, from, times: isNew ? 1 : 0, told: 0 })
        continue
      }
      row.count = count
      row.times++
      const growth = bytes - row.from.bytes
      if (row.times < this.times || growth < this.least || growth < row.told * 2) continue
      row.told = growth
      found.push({ name, count, bytes, countGrowth: count - row.from.count, growth, times: row.times })
    }
    for (const name of missing) this.rows.delete(name)
    this.isFirst = false
    return found.sort((a, b) => b.growth - a.growth)
  }
}
