import { asUintN, symbolDescription } from '../intrinsics.js'
import { Slot } from '../path-step.js'
import { type Judgement, longestInterned } from './findings.js'
import type { Shape, Site } from './shapes.js'
import { Strings } from './strings.js'
import { WalkIdentity } from './walk-identity.js'
import type { WalkOptions } from './walk-options.js'

/** How a walk counts values that are no objects: strings, symbols, bigints, boxed numbers, and the key strings of dictionaries. */
export class WalkPrimitives extends WalkIdentity {
  /** The strings met so far. */
  readonly strings: Strings
  /** Where the value that comes next was found. */
  site: Site
  /** The first pass gathers evidence, the second gives each object its size by what the first one found. */
  protected readonly pass: 'gather' | 'judge'
  protected readonly wantsBounds: boolean

  constructor(given: WalkOptions) {
    super(given)
    const { options } = this
    this.strings = new Strings(options.rules, options.running)
    this.site = this.findings.root
    this.pass = options.findings === undefined ? 'gather' : 'judge'
    this.wantsBounds = options.bounds ?? true
  }

  protected string(name: PropertyKey, text: string): void {
    const { strings, rules } = this
    // roots of the engine: '', and one character of Latin-1
    if (text.length <= 1 && strings.isRoot(text)) return
    const bytes = strings.bytes(text)
    // a long string may be a rope, or a slice that keeps its text alive: all slices together are taken to be half of that text
    const isLong = text.length >= rules.ropeFrom
    const upper = isLong ? 2 * bytes + rules.rope : bytes
    if (!this.isPromised && !this.nextUnchecked && !strings.isNew(text)) {
      this.repeated(name, text, bytes, isLong ? bytes + rules.rope : bytes)
      return
    }
    if (this.pass === 'gather') this.site.freshStrings++
    if (this.tracker?.isNewText(text) === false) return
    this.count++
    const holder = this.enter(name, text)
    this.own(this.wantsBounds ? strings.least(text, bytes) : bytes, bytes, upper)
    this.currentNode = holder
  }

  /** A key that a dictionary holds: the engine has each once. It is only likely to be one, so it is not among the least the object can weigh. */
  protected keyString(key: string): void {
    const { strings } = this
    if (strings.isRoot(key)) return
    const bytes = strings.bytes(key)
    if (!strings.isNew(key)) return
    this.count++
    const holder = this.enter(key, key)
    this.own(0, bytes, bytes)
    this.currentNode = holder
  }

  /** A string equal to one that was counted: the same one, or a copy. */
  protected repeated(name: PropertyKey, text: string, bytes: number, upper: number): void {
    const { site, findings } = this
    if (this.pass === 'judge') {
      if (!findings.isCopied(site, text.length)) {
        this.own(0, 0, upper)
        this.again(name, text)
        return
      }
      const holder = this.enter(name, text)
      this.own(0, bytes, upper)
      this.currentNode = holder
      return
    }
    site.repeatedStrings++
    if (text.length <= longestInterned) {
      site.repeatedShort++
      site.repeatedShortBytes += bytes
    } else site.repeatedLongBytes += bytes
    this.upper += upper
  }

  protected number(value: number): void {
    if (this.rules.needsBox(value)) this.own(0, this.rules.box, this.rules.box)
    else this.upper += this.rules.box
  }

  protected bigint(name: PropertyKey, value: bigint): void {
    const bytes = this.rules.bigint(digitsOf(value))
    this.count++
    this.findings.json = false
    const holder = this.enter(name, value)
    this.own(bytes, bytes, bytes)
    this.currentNode = holder
  }

  protected symbol(name: PropertyKey, value: symbol): void {
    this.findings.json = false
    if (!this.seen.add(value)) {
      this.again(name, value)
      return
    }
    this.count++
    // the engine's own symbols are read-only
    const bytes = this.rules.header('symbol')
    const holder = this.enter(name, value)
    this.own(0, bytes, bytes)
    const description = symbolDescription(value)
    if (description !== undefined) this.string('description', description)
    this.currentNode = holder
  }

  protected dictionaryKeys(shape: Shape, judgement: Judgement): void {
    if (judgement.own.dictionary === 'likely') this.keys(shape)
    else
      for (let i = shape.indices; i < shape.keys.length; i++) {
        const key = shape.keys[i]
        if (typeof key === 'string') this.upper += this.strings.bytes(key)
      }
  }

  /** The key strings that a dictionary holds. */
  protected keys(shape: Shape): void {
    for (let i = shape.indices; i < shape.keys.length; i++) {
      const key = shape.keys[i] as PropertyKey
      if (typeof key !== 'string') continue
      if (this.trail) this.trail.slot = new Slot('key', i)
      this.keyString(key)
      if (this.trail) this.trail.slot = undefined
    }
  }
}

/** 64-bit digits of a bigint, found by halving: shifting them out one by one would be quadratic. */
function digitsOf(value: bigint): number {
  const magnitude = value < 0n ? -value : value
  if (magnitude === 0n) return 0
  let enough = 1
  while (asUintN(64 * enough, magnitude) !== magnitude) enough *= 2
  let tooFew = enough >> 1
  while (enough - tooFew > 1) {
    const half = (enough + tooFew) >> 1
    if (asUintN(64 * half, magnitude) === magnitude) enough = half
    else tooFew = half
  }
  return enough
}
