import { SafeFinalizationRegistry, SafeWeakRef } from '../intrinsics.js'
import { bytesBeyondRequested, deepSizeWithout, plainDeepSize } from '../measure.js'
import type { External } from '../usable-stores.js'

/** What is declared shared, for all ledgers and caches: told by `Ledger.share`, or met in a description. */
const declared = new WeakSet<object>()
/** The same, to be listed. */
const known = new Set<WeakRef<object>>()
const collected = new SafeFinalizationRegistry<WeakRef<object>>((reference) => known.delete(reference))
/** More of them the probe is not given with each measurement: 30 ns each. */
const fewDeclared = 64
const none: readonly object[] = []

export const isDeclared = (object: object): boolean => declared.has(object)

export function share(object: object): void {
  if (declared.has(object)) return
  declared.add(object)
  const reference = new SafeWeakRef(object)
  known.add(reference)
  collected.register(object, reference)
}

/** Those that live; undefined where they are too many to be listed one by one. */
function listed(): readonly object[] | undefined {
  if (known.size === 0) return none
  if (known.size > fewDeclared) return undefined
  const alive: object[] = []
  for (const reference of known) {
    const object = reference.deref()
    if (object) alive.push(object)
  }
  return alive
}

/**
 * Bytes that a value holds by itself. What is shared on the way is added to `shared`, which has to be empty, and does not count; `root` is measured
 * though it is shared. About 0.3 µs an object where something is shared, and by the probe as deepSize or twice that where nothing is.
 */
export function unsharedBytes(value: unknown, shared: Set<object>, external: External = 'requested', root?: object): number {
  const bytes = requestedBytes(value, shared, root)
  return external === 'usable' ? bytes + bytesBeyondRequested(value, shared) : bytes
}

function requestedBytes(value: unknown, shared: Set<object>, root: object | undefined): number {
  const stops = root === undefined ? listed() : undefined
  const plain = stops && plainDeepSize(value, stops)
  if (plain !== undefined) return plain
  const isLeftOut = (object: object): boolean => {
    if (object === root || !declared.has(object)) return false
    shared.add(object)
    return true
  }
  for (;;) {
    let isNew = false
    const bytes = deepSizeWithout(value, known.size === 0 ? undefined : isLeftOut, (object) => {
      isNew ||= !declared.has(object)
      share(object)
    })
    // met before a description called it shared: once more, with what is known now
    if (!isNew) return bytes
    shared.clear()
  }
}

/** What is declared shared, and held now. */
interface Part {
  readonly bytes: number
  /** What it shares in turn. */
  readonly more: ReadonlySet<object>
  holders: number
}

/** Objects that several entries hold: each is charged once, and refunded with the last of its holders. */
export class SharedParts {
  /** All that is held, in bytes. */
  bytes = 0
  private readonly parts = new Map<object, Part>()
  private readonly external: External | undefined

  constructor(external?: External) {
    this.external = external
  }

  /** Counts a holder more of each object, and charges those that nobody held. What is shared may share more: that is added to them. */
  hold(objects: Set<object>): void {
    for (const object of objects) {
      const part = this.parts.get(object) ?? this.charged(object)
      part.holders++
      for (const one of part.more) objects.add(one)
    }
  }

  private charged(object: object): Part {
    const more = new Set<object>()
    const part = { bytes: unsharedBytes(object, more, this.external, object), more, holders: 0 }
    this.parts.set(object, part)
    this.bytes += part.bytes
    return part
  }

  /** The bytes of those that nobody holds any more. */
  letGo(objects: Iterable<object>): number {
    let freed = 0
    for (const object of objects) {
      const part = this.parts.get(object)
      if (part === undefined || --part.holders > 0) continue
      this.parts.delete(object)
      freed += part.bytes
    }
    this.bytes -= freed
    return freed
  }

  /** What it keeps itself. */
  *tables(): Generator<object> {
    yield this
    yield this.parts
    for (const part of this.parts.values()) {
      yield part
      yield part.more
    }
  }
}
