import { charCodeAt, indexOf, isOneByte, slice } from '../intrinsics.js'
import type { Rules } from '../layout/rules.js'
import { Seen } from '../seen.js'
import { copyOf, padding } from '../text-copy.js'

/**
 * Whether a string takes two bytes a character. Reading a character of a rope would flatten it, so a long string is asked for what
 * the engine says, or copied first.
 */
export function isTwoByte(text: string, shortestRope: number): boolean {
  if (isOneByte !== undefined) return !isOneByte(text)
  const readable = text.length >= shortestRope ? copyOf(text) : text
  for (let i = 0; i < text.length; i++) if (charCodeAt(readable, i) > 0xff) return true
  return false
}

/** The strings of one measurement: equal ones count once. */
export class Strings {
  /** Whether one of two bytes a character was met. */
  hasTwoByte = false
  /** Bytes of all names the engine has, at most: no more can be free. */
  private engineNames = 40_000
  private readonly seen = new Seen<string>()
  private readonly rules: Rules
  /** Whether a lookup would turn the string that is looked up into another kind. */
  private readonly copy: boolean
  private readonly shortestRope: number

  constructor(rules: Rules, running: Rules) {
    this.rules = rules
    this.shortestRope = running.ropeFrom
    this.copy = running.layout.lookupsChangeStrings
  }

  /** Bytes of a flat string of that content. */
  bytes(text: string): number {
    const { rules } = this
    const twoByte = isTwoByte(text, rules.ropeFrom)
    if (twoByte) this.hasTwoByte = true
    return rules.string(text.length, twoByte)
  }

  /** Whether it is one of the strings that every V8 has once, read-only: '' and each Latin-1 character. They are free from V8 13 on. */
  isRoot(text: string): boolean {
    return this.rules.layout.freeRootStrings && (text.length === 0 || (text.length === 1 && charCodeAt(text, 0) <= 0xff))
  }

  /** The least a string can weigh: from V8 13 on the engine's own names are read-only, and free where they were not made at run time. */
  least(text: string, bytes: number): number {
    if (text.length >= 2 * this.rules.ropeFrom && mayRepeat(text)) return this.rules.rope
    if (this.engineNames <= 0 || !this.rules.layout.freeRootStrings || !mayBeEngineName(text)) return bytes
    this.engineNames -= bytes
    return 0
  }

  /** Whether it is the first of its content. */
  isNew(text: string): boolean {
    // a Set compares strings of one hash, which flattens a rope on every version
    return this.seen.add(this.copy || text.length >= this.shortestRope ? copyOf(text) : text)
  }
}

/** Longest of the about 1,260 names that V8 13 to 15 keep read-only and that can be a value (test/oracle/read-only-strings.json). */
const longestEngineName = 23

/** Whether a string has the form of an identifier, as all of the engine's names have that are likely to be values. */
function mayBeEngineName(text: string): boolean {
  if (text.length > longestEngineName) return false
  // longer ones may be ropes, which a look would flatten; few names are long
  const readable = text.length >= padding.length ? copyOf(text) : text
  for (let i = 0; i < text.length; i++) {
    const code = charCodeAt(readable, i)
    const isLetter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 36 || code === 95
    if (!isLetter && !(i > 0 && code >= 48 && code <= 57)) return false
  }
  return true
}

/** Whether a string comes back to its own beginning: `repeat` makes ropes of which each half is the same node. */
function mayRepeat(text: string): boolean {
  const readable = copyOf(text)
  const again = indexOf(readable, slice(readable, 0, padding.length), 1)
  return again > 0 && again < text.length
}
