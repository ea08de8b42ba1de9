import { MemSizeError } from '../errors.js'
import type { Account } from './account.js'
import { BudgetExceededError, heaviestFirst } from './exceeded.js'
import type { BudgetProblem } from './problems.js'

/** Somebody who waits for room. */
export interface Waiter {
  readonly account: Account
  readonly bytes: number
  /** There is room, and no other request comes between. */
  grant(): void
  refuse(reason: unknown): void
}

/** Why there is no room. */
interface Lack {
  readonly account: Account
  readonly reclaimed: number
}

const largestTold = 5

/** All that ask a tree of budgets for room: at once, or waiting in the order they came. */
export class Requests {
  private readonly onProblem: (problem: BudgetProblem) => void
  private readonly waiters = new Set<Waiter>()
  /** Requests under way, one inside the `reclaim` of another: what is given back is for them, before it is for who waits. */
  private depth = 0
  private isFreed = false

  constructor(onProblem: (problem: BudgetProblem) => void) {
    this.onProblem = onProblem
  }

  /**
   * Does `take` when there is room for that number of bytes, which is asked again after each `reclaim`; what reserves inside one may change them.
   * Otherwise the error that says who holds them.
   */
  request<T>(account: Account, bytes: () => number, take: () => T): T | BudgetExceededError {
    this.depth++
    try {
      const lack = this.makeRoom(account, bytes)
      return lack ? refusal(lack, bytes()) : take()
    } finally {
      this.depth--
      this.serve()
    }
  }

  /** Waits in line. Whoever came earlier and lacks room in a budget that this one needs too is served first. */
  wait(waiter: Waiter): void {
    this.waiters.add(waiter)
    this.freed()
  }

  /** Those behind it may fit then. */
  refuse(waiter: Waiter, reason: unknown): void {
    if (!this.waiters.delete(waiter)) return
    waiter.refuse(reason)
    this.freed()
  }

  /** A budget was closed: nobody waits for it any more, and what it held is free. */
  closed(): void {
    // all leave before anybody is served: what it held is none of theirs to have
    const leaving = [...this.waiters].filter(({ account }) => account.isClosed)
    for (const waiter of leaving) this.waiters.delete(waiter)
    for (const waiter of leaving)
      waiter.refuse(new MemSizeError(`Waited for room in the budget ${waiter.account.path}, and it was closed.`))
    this.freed()
  }

  /** Something was given back. */
  freed(): void {
    this.isFreed = true
    this.serve()
  }

  refusalOf({ account, bytes }: Waiter, waited?: number): BudgetExceededError {
    return refusal({ account: account.lacking(bytes) ?? account, reclaimed: 0 }, bytes, waited)
  }

  private serve(): void {
    if (this.depth > 0) return
    this.depth++
    try {
      // a round without a grant ends it: what else was freed meanwhile was freed for those who still lack room
      for (let isServed = true; isServed && this.isFreed; ) {
        this.isFreed = false
        isServed = this.serveInOrder()
      }
    } finally {
      this.depth--
    }
  }

  private serveInOrder(): boolean {
    const scarce = new Set<Account>()
    let isServed = false
    for (const waiter of this.waiters) {
      const { account, bytes } = waiter
      if ([...account.chain()].some((above) => scarce.has(above))) continue
      const lack = this.makeRoom(account, () => bytes)
      // a reclaim may have made it leave
      if (!this.waiters.has(waiter)) continue
      if (lack) scarce.add(lack.account)
      else {
        this.waiters.delete(waiter)
        waiter.grant()
        isServed = true
      }
    }
    return isServed
  }

  /** Has others give back what lacks: the smallest that holds enough is asked first; where none does, the largest. Nobody is, where all hold too little. */
  private makeRoom(account: Account, bytes: () => number): Lack | undefined {
    const asked = new Set<Account>()
    let reclaimed = 0
    for (;;) {
      const needed = bytes()
      const lacking = account.lacking(needed)
      if (lacking === undefined) return undefined
      const missing = lacking.used + needed - lacking.limit
      const giver = needed > account.limit || account.isClosed ? undefined : giverOf(lacking, missing, asked)
      if (giver === undefined) return { account: needed > account.limit ? account : lacking, reclaimed }
      asked.add(giver)
      const before = lacking.used
      this.ask(giver, missing)
      reclaimed += Math.max(0, before - lacking.used)
    }
  }

  private ask(giver: Account, bytes: number): void {
    const failed = (error: unknown): void => this.onProblem({ kind: 'reclaim', path: giver.path, error })
    giver.isAsked = true
    let answer: unknown
    try {
      answer = giver.reclaim?.(bytes)
    } catch (error) {
      failed(error)
    } finally {
      giver.isAsked = false
    }
    // what it gives back later goes to who waits
    if (answer instanceof Promise) answer.catch(failed)
  }
}

function giverOf(lacking: Account, missing: number, asked: ReadonlySet<Account>): Account | undefined {
  if (reclaimable(lacking, asked) < missing) return undefined
  let best: Account | undefined
  for (const account of lacking.below()) {
    if (!canGive(account, asked)) continue
    if (best === undefined || isBetter(account.used, best.used, missing)) best = account
  }
  return best
}

const canGive = (account: Account, asked: ReadonlySet<Account>): boolean =>
  account.reclaim !== undefined && account.used > 0 && !account.isAsked && !asked.has(account)

/** The smallest that suffices, or else the largest. */
function isBetter(used: number, best: number, missing: number): boolean {
  if (used >= missing) return best < missing || used < best
  return best < missing && used > best
}

/** What all that can be asked hold, at most. */
function reclaimable(account: Account, asked: ReadonlySet<Account>): number {
  if (canGive(account, asked)) return account.used
  let sum = 0
  for (const child of account.children.values()) sum += reclaimable(child, asked)
  return sum
}

function refusal({ account, reclaimed }: Lack, requested: number, waited?: number): BudgetExceededError {
  return new BudgetExceededError({
    budget: account.path,
    requested,
    remaining: account.limit - account.used,
    limit: account.limit,
    reclaimed,
    largest: heaviestFirst(account.consumers()).slice(0, largestTold),
    waited,
  })
}
