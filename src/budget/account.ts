import type { Consumer } from './exceeded.js'

/** Asks a budget to give back a number of bytes, by releasing or resizing reservations. Its result is ignored; a promise that fails is reported. */
export type Reclaim = (bytes: number) => unknown

/** Reservations of one name. */
interface Group {
  bytes: number
  count: number
}

/** Sums of one budget and all below it, in bytes. Whoever adds has looked for room before. */
export class Account {
  readonly name: string
  readonly limit: number
  readonly parent: Account | undefined
  readonly reclaim: Reclaim | undefined
  readonly children = new Map<string, Account>()
  /** By name; those without one under undefined. */
  readonly groups = new Map<string | undefined, Group>()
  used = 0
  peak = 0
  isClosed = false
  /** Its `reclaim` runs. */
  isAsked = false

  constructor(name: string, limit: number, parent: Account | undefined, reclaim: Reclaim | undefined) {
    this.name = name
    this.limit = limit
    this.parent = parent
    this.reclaim = reclaim
  }

  get path(): string {
    return this.parent ? `${this.parent.path}/${this.name}` : this.name
  }

  /** What can be added, here and in all above. */
  get remaining(): number {
    let least = Infinity
    for (const account of this.chain()) least = Math.min(least, account.limit - account.used)
    return least
  }

  /** It and all above, the nearest first. */
  *chain(): Generator<Account> {
    for (let account: Account | undefined = this; account; account = account.parent) yield account
  }

  /** The nearest in the chain where so much does not fit. */
  lacking(bytes: number): Account | undefined {
    for (const account of this.chain()) if (account.used + bytes > account.limit) return account
    return undefined
  }

  add(bytes: number, name: string | undefined, count: number): void {
    let group = this.groups.get(name)
    if (group === undefined) this.groups.set(name, (group = { bytes: 0, count: 0 }))
    group.bytes += bytes
    group.count += count
    if (group.count === 0) this.groups.delete(name)
    this.move(bytes)
  }

  /** Ends it, and all below: nothing is reserved there any more. Its bytes until then. */
  close(): number {
    const bytes = this.used
    this.move(-bytes)
    this.parent?.children.delete(this.name)
    this.end()
    return bytes
  }

  private end(): void {
    this.isClosed = true
    this.used = 0
    this.groups.clear()
    for (const child of this.children.values()) child.end()
    this.children.clear()
  }

  private move(bytes: number): void {
    for (const account of this.chain()) {
      account.used += bytes
      if (account.used > account.peak) account.peak = account.used
    }
  }

  /** Who holds its bytes, below it too, in no order. */
  *consumers(): Generator<Consumer> {
    yield* this.ownConsumers()
    for (const child of this.children.values()) yield* child.consumers()
  }

  *ownConsumers(): Generator<Consumer> {
    const { path } = this
    for (const [name, { bytes, count }] of this.groups) yield { path: name === undefined ? path : `${path}: ${name}`, bytes, count }
  }

  /** It and all below. */
  *below(): Generator<Account> {
    yield this
    for (const child of this.children.values()) yield* child.below()
  }
}
