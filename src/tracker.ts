import { charCodeAt, SafeWeakSet } from './intrinsics.js'
import { NumberSet } from './number-set.js'
import { copyOf } from './text-copy.js'

/**
 * Remembers what was counted, so that a later measurement leaves it out. It holds objects weakly, and of a string only a 52-bit number
 * made of its characters: it keeps nothing alive. Memory: about 40 bytes per object and per distinct string. Time with the probe: each object is an
 * entry of two sets, about 430 ns, where it would be counted in 13 to 30 otherwise.
 */
export class Tracker {
  private readonly objects = new SafeWeakSet<object>()
  private readonly texts = new NumberSet()

  /** Whether the object was not counted before; from now on it was. */
  isNew(object: object): boolean {
    if (this.objects.has(object)) return false
    this.objects.add(object)
    return true
  }

  /** Whether no string of that content was counted before; from now on it was. */
  isNewText(text: string): boolean {
    return this.texts.add(fingerprint(text))
  }

  /** For strings that the probe found (fingerprint, bytes and count in turn), bytes and count of those whose content was not counted before. */
  admit(texts: Float64Array): { bytes: number; count: number } {
    let bytes = 0
    let count = 0
    // a typed array ends where it has no number: its length would be asked of a prototype
    for (let i = 0; texts[i] !== undefined; i += 3) {
      // copies within one measurement are distinct objects, and all counted
      if (this.texts.has(texts[i] as number)) continue
      bytes += texts[i + 1] as number
      count += texts[i + 2] as number
    }
    for (let i = 0; texts[i] !== undefined; i += 3) this.texts.add(texts[i] as number)
    return { bytes, count }
  }
}

/** Two 26-bit FNV-like sums of a string's characters as one number above 0. It reads a copy: reading a rope itself would flatten it. */
function fingerprint(text: string): number {
  const readable = copyOf(text)
  let a = 0x811c9dc5
  let b = 0x9e3779b9
  for (let i = 0; i < text.length; i++) {
    const code = charCodeAt(readable, i)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul((b ^ code) + (b >>> 15), 0x85ebca6b)
  }
  a = Math.imul(a ^ (a >>> 15), 0x2c1b3c6d) ^ text.length
  b = Math.imul(b ^ (b >>> 13), 0x297a2d39)
  return (a >>> 6) * 2 ** 26 + (b >>> 6) + 1
}
