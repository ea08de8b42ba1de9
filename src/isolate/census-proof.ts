import { FIGURE } from './binding.js'
import type { CensusRows } from './census-rows.js'

/** Objects of each kind. The number may be one that other classes have, as the names are ours. */
const COPIES = 16
/** A word that no object accounts for is rare, but for areas where other threads allocate: a few thousand under a stress test of V8. */
const LOST_SHARE = 0.02
const GUESSED_SHARE = 0.0005
const LEAST = 64

class MemsizeCensusPlain {
  a = 1
  b = {}
}

/** A class that others extend: their prototypes are objects of it, too. */
class MemsizeCensusBase {}

class MemsizeCensusDerived extends MemsizeCensusBase {
  #hidden = 1.5
  read(): number {
    return this.#hidden
  }
}

class MemsizeCensusWeakly {
  c = 1
}

/**
 * Objects of which is known how many there are, alive while a census is made and taken out of its result: the census of a process that lays out
 * its heap in another way than the probe thinks does not come to these.
 */
export class CensusProof {
  private readonly held: readonly object[]
  private readonly keyed: WeakMap<object, object>

  constructor() {
    const held: object[] = []
    const keyed = new WeakMap<object, object>()
    for (let i = 0; i < COPIES; i++) {
      const plain = new MemsizeCensusPlain()
      held.push(plain, new MemsizeCensusDerived())
      keyed.set(plain, new MemsizeCensusWeakly())
    }
    this.held = held
    this.keyed = keyed
  }

  /** Takes the known objects out of the rows. Undefined, or what did not come out as known. */
  problemOf(rows: CensusRows, figures: Float64Array): string | undefined {
    const starts = figures[FIGURE.starts] as number
    if ((figures[FIGURE.guessed] as number) > LEAST + starts * GUESSED_SHARE) return 'sizes of objects are not as expected'
    if ((figures[FIGURE.lost] as number) > LEAST + starts * LOST_SHARE) return 'objects do not lie on their pages as expected'
    // read here, so that neither can be collected before
    const known = this.held.length === 2 * COPIES && this.keyed.has(this.held[0] as object)
    for (const { name } of [MemsizeCensusPlain, MemsizeCensusDerived, MemsizeCensusWeakly]) {
      const row = rows.get(name)
      // those of an earlier census may still be there
      if (!known || row === undefined || row.count < COPIES) return `${COPIES} objects of ${name} came out as ${row?.count ?? 0}`
      if (row.bytes % row.count !== 0 || row.bytes / row.count > 256) return `objects of ${name} are not of one size`
      rows.delete(name)
    }
    rows.delete(MemsizeCensusBase.name)
    return undefined
  }
}
