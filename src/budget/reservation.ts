/// <reference lib="esnext.disposable" preserve="true" />
import { dispose } from '../dispose.js'
import { MemSizeError } from '../errors.js'
import { SafeFinalizationRegistry } from '../intrinsics.js'
import { deepSize, measure } from '../measure.js'
import type { External } from '../usable-stores.js'
import type { Account } from './account.js'
import { BudgetExceededError } from './exceeded.js'
import type { BudgetProblem } from './problems.js'
import type { Requests } from './requests.js'

/** What belongs to all budgets of one tree. */
export interface Tree {
  readonly requests: Requests
  readonly onProblem: (problem: BudgetProblem) => void
  /** Which bytes of stores count where a value is measured. */
  readonly external: External
}

/** Bytes charged to an account. It does not know who holds the reservation, and so keeps no one alive. */
export interface Charge {
  readonly tree: Tree
  readonly account: Account
  readonly name: string | undefined
  bytes: number
  isReleased: boolean
}

const isEnded = ({ isReleased, account }: Charge): boolean => isReleased || account.isClosed

function giveBack(charge: Charge): boolean {
  if (isEnded(charge)) return false
  charge.isReleased = true
  charge.account.add(-charge.bytes, charge.name, -1)
  charge.bytes = 0
  charge.tree.requests.freed()
  return true
}

const leaks = new SafeFinalizationRegistry<Charge>((charge) => {
  const { bytes, name, account, tree } = charge
  const { path } = account
  if (giveBack(charge)) tree.onProblem({ kind: 'leak', path, name, bytes })
})

/** Bytes, or the deep size of a value. */
export function bytesOf(valueOrBytes: unknown, external: External): number {
  if (typeof valueOrBytes !== 'number') return external === 'usable' ? measure(valueOrBytes, { external }).bytes : deepSize(valueOrBytes)
  if (Number.isSafeInteger(valueOrBytes) && valueOrBytes >= 0) return valueOrBytes
  throw new MemSizeError(`Expected a whole number of bytes, 0 or more, or a value to measure, got ${valueOrBytes} (number).`)
}

/** Bytes of a budget that are held until they are released. */
export class Reservation {
  readonly #charge: Charge

  /** For budgets alone: `budget.reserve()` makes one. There is room for the bytes. */
  constructor(tree: Tree, account: Account, bytes: number, name: string | undefined, owner: object | undefined) {
    this.#charge = { tree, account, name, bytes, isReleased: false }
    account.add(bytes, name, 1)
    leaks.register(owner ?? this, this.#charge, this.#charge)
  }

  /** The name that `reserve` gave it; undefined where it gave none. */
  get name(): string | undefined {
    return this.#charge.name
  }

  /** 0 when it is released. */
  get bytes(): number {
    return isEnded(this.#charge) ? 0 : this.#charge.bytes
  }

  /** Whether its bytes were given back. */
  get isReleased(): boolean {
    return isEnded(this.#charge)
  }

  /**
   * Holds that number of bytes from now on, or what the value holds: the amount in all, not a change, so that an error heals. Throws a
   * BudgetExceededError where there is no room for more, and holds what it held; a MemSizeError when it is released.
   */
  resize(valueOrBytes: unknown): void {
    const error = this.#resized(valueOrBytes)
    if (error) throw error
  }

  /** The same; false where there is no room for more. */
  tryResize(valueOrBytes: unknown): boolean {
    return this.#resized(valueOrBytes) === undefined
  }

  #resized(valueOrBytes: unknown): BudgetExceededError | undefined {
    const charge = this.#charge
    const { account, tree } = charge
    this.#expectHeld()
    const bytes = bytesOf(valueOrBytes, tree.external)
    // a value's own description may have released it
    this.#expectHeld()
    if (bytes <= charge.bytes) {
      const isLess = bytes < charge.bytes
      this.#set(bytes)
      if (isLess) tree.requests.freed()
      return undefined
    }
    // a reclaim may release it
    const more = (): number => (isEnded(charge) ? 0 : Math.max(0, bytes - charge.bytes))
    const answer = tree.requests.request(account, more, () => {
      this.#expectHeld()
      this.#set(bytes)
    })
    return answer instanceof BudgetExceededError ? answer : undefined
  }

  #set(bytes: number): void {
    const charge = this.#charge
    charge.account.add(bytes - charge.bytes, charge.name, 0)
    charge.bytes = bytes
  }

  #expectHeld(): void {
    if (!isEnded(this.#charge)) return
    const { account } = this.#charge
    const what = account.isClosed ? `the budget ${account.path} was closed` : 'it was released'
    throw new MemSizeError(`Expected a reservation that is held, and ${what}. Reserve again.`)
  }

  /** Gives its bytes back; false if that was done before, which changes nothing. */
  release(): boolean {
    leaks.unregister(this.#charge)
    return giveBack(this.#charge)
  }

  [dispose](): void {
    this.release()
  }
}
