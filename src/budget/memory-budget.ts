/// <reference lib="esnext.disposable" preserve="true" />
import { bytesInFull, formatBytes } from '../bytes.js'
import { dispose } from '../dispose.js'
import { expectOptions, MemSizeError, shown, wrongOption } from '../errors.js'
import { printable } from '../printable.js'
import { announce, usedOfBudget } from '../reporters.js'
import { expectDelay, now } from '../timers.js'
import { type External, expectExternal } from '../usable-stores.js'
import { Account, type Reclaim } from './account.js'
import { BudgetExceededError, type Consumer, heaviestFirst } from './exceeded.js'
import { type Limit, limitBytes } from './limit.js'
import { expectFunction, expectName } from './options.js'
import { type BudgetProblem, firstOfEachKind } from './problems.js'
import { Requests, type Waiter } from './requests.js'
import { bytesOf, Reservation, type Tree } from './reservation.js'

/** A budget inside another one. */
export interface ChildOptions {
  /** Told in errors and trees. No two children of a budget have the same. */
  readonly name: string
  /** At most the parent's, which is the default. The children's limits may add up to more than it: what they use may not. */
  readonly limit?: Limit | undefined
  /**
   * Called when the budget, or one above it, lacks room, before a request is refused: release or shrink reservations of this budget by so many
   * bytes, as a cache evicts. What it returns is not heeded. It is not called while it runs; what it throws goes to `onProblem`.
   */
  readonly reclaim?: Reclaim | undefined
}

/** The outermost budget. */
export interface BudgetOptions extends ChildOptions {
  readonly limit: Limit
  /** Called for leaks, and for a `reclaim` that failed, in this budget and all below it. Default: a warning for the first of each. */
  readonly onProblem?: ((problem: BudgetProblem) => void) | undefined
  /**
   * Which bytes of stores outside the heap count where a value is measured, in this budget, all below it, and caches that draw on them: those asked for, or
   * those that the allocator of this process gave (`'usable'`). Default: `'requested'`.
   */
  readonly external?: External | undefined
}

/** Who reserves bytes. */
export interface ReserveOptions {
  /** Told in errors and trees; reservations may share one. */
  readonly name?: string | undefined
  /** When this object is collected, the reservation is returned and reported as a leak. Default: the Reservation itself. */
  readonly owner?: object | undefined
}

/** Who reserves bytes, and how long to wait for them. */
export interface AcquireOptions extends ReserveOptions {
  /** Aborting it ends the waiting with its reason. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds, after which it is refused. Default: it waits forever. */
  readonly timeout?: number | undefined
}

/** A budget as plain data. Sizes are bytes. */
export interface BudgetTree {
  /** The budget's own name. */
  readonly name: string
  /** The names from the outermost budget to this one: `app/images`. */
  readonly path: string
  /** The most that may be reserved. */
  readonly limit: number
  /** Reserved here and in all budgets below. */
  readonly used: number
  /** The most that was ever used. */
  readonly peak: number
  /** What can be reserved now without a reclaim. */
  readonly remaining: number
  /** Its own reservations by name, the heaviest first. */
  readonly reservations: readonly Consumer[]
  /** The budgets directly below. */
  readonly children: readonly BudgetTree[]
}

const reserveNames = ['name', 'owner']

/** A new account in a tree: what child() makes a budget of. */
class Part {
  readonly account: Account
  readonly tree: Tree

  constructor(account: Account, tree: Tree) {
    this.account = account
    this.tree = tree
  }
}

/**
 * A limit in bytes, and who holds how much of it. It measures nothing but what `reserve` and `resize` are given. A call costs a step
 * for each budget above; a refusal, `reclaim` and `tree()` time linear in the budgets of the tree.
 */
export class MemoryBudget {
  readonly #account: Account
  readonly #tree: Tree

  /** Throws a MemSizeError for a wrong option. */
  constructor(options: BudgetOptions) {
    const { account, tree } = options instanceof Part ? options : root(options)
    this.#account = account
    this.#tree = tree
    announce('budget', this, account.path, usedOfBudget)
  }

  /** The budget's own name. */
  get name(): string {
    return this.#account.name
  }

  /** The names from the outermost budget to this one: `app/images`. */
  get path(): string {
    return this.#account.path
  }

  /** The most that may be reserved, in bytes. */
  get limit(): number {
    return this.#account.limit
  }

  /** Which bytes of stores count where a value is measured. */
  get external(): External {
    return this.#tree.external
  }

  /** Reserved here and in all below. */
  get used(): number {
    return this.#account.used
  }

  /** The most that was ever used. */
  get peak(): number {
    return this.#account.peak
  }

  /** What can be reserved without a reclaim: what is left here, or above where less is. */
  get remaining(): number {
    return this.isClosed ? 0 : this.#account.remaining
  }

  /** Whether it, or a budget above it, was closed. Nothing can be reserved then. */
  get isClosed(): boolean {
    return this.#account.isClosed
  }

  /** A budget inside this one. It lives until it, or this one, is closed. */
  child(options: ChildOptions): MemoryBudget {
    expectOptions(options, ['name', 'limit', 'reclaim'], "{ name: 'images', limit: '16 MB' }")
    const { name, limit, reclaim } = options
    expectName(name)
    expectFunction(reclaim, 'reclaim', '(bytes) => void')
    this.#expectOpen()
    const parent = this.#account
    if (parent.children.has(name))
      throw new MemSizeError(
        `Expected a name that no other child of ${parent.path} has, got ${shown(name)}. Use that one, or close it first.`,
      )
    const bytes = limit === undefined ? parent.limit : limitBytes(limit)
    if (bytes > parent.limit)
      throw new MemSizeError(
        `Expected \`limit\` of ${name} to be at most that of ${parent.path}, ${bytesInFull(parent.limit)}, got ${bytesInFull(bytes)}. Lower it, or raise the parent's.`,
      )
    const account = new Account(name, bytes, parent, reclaim)
    parent.children.set(name, account)
    return new MemoryBudget(new Part(account, this.#tree) as never)
  }

  /**
   * Reserves a number of bytes, or the deep size of anything else (a string too: `'64 MB'` is a value of about 24 bytes here). Where there is no room,
   * budgets with a `reclaim` are asked for it: the smallest that suffices first. Throws a BudgetExceededError where that is not enough.
   */
  reserve(valueOrBytes: unknown, options?: ReserveOptions): Reservation {
    const answer = this.#reserved(valueOrBytes, options)
    if (answer instanceof BudgetExceededError) throw answer
    return answer
  }

  /** The same; undefined where there is no room. */
  tryReserve(valueOrBytes: unknown, options?: ReserveOptions): Reservation | undefined {
    const answer = this.#reserved(valueOrBytes, options)
    return answer instanceof BudgetExceededError ? undefined : answer
  }

  #reserved(valueOrBytes: unknown, options: ReserveOptions = {}): Reservation | BudgetExceededError {
    expectReserveOptions(options, reserveNames)
    const { name, owner } = options
    const bytes = bytesOf(valueOrBytes, this.external)
    this.#expectOpen()
    return this.#tree.requests.request(
      this.#account,
      () => bytes,
      () => {
        // a reclaim may have closed it
        this.#expectOpen()
        return new Reservation(this.#tree, this.#account, bytes, name, owner)
      },
    )
  }

  /**
   * The same, but waits for room. Who came first is served first, as far as they need the same budget; `reserve`, which cannot wait, takes what
   * is free. Rejects with the signal's reason when aborted, with a BudgetExceededError after `timeout`, or at once where it can never fit.
   */
  async acquire(valueOrBytes: unknown, options: AcquireOptions = {}): Promise<Reservation> {
    expectReserveOptions(options, [...reserveNames, 'signal', 'timeout'])
    const { name, owner, signal, timeout } = options
    expectWait(options)
    signal?.throwIfAborted()
    const bytes = bytesOf(valueOrBytes, this.external)
    this.#expectOpen()
    const account = this.#account
    const { requests } = this.#tree
    const start = now()
    return new Promise((resolve, reject) => {
      let timer: unknown
      const end = (): void => {
        clearTimeout(timer as number)
        signal?.removeEventListener('abort', abort)
      }
      const waiter: Waiter = {
        account,
        bytes,
        grant: () => {
          end()
          resolve(new Reservation(this.#tree, account, bytes, name, owner))
        },
        refuse: (error) => {
          end()
          reject(error)
        },
      }
      const abort = (): void => requests.refuse(waiter, signal?.reason)
      if (bytes > account.limit) return waiter.refuse(requests.refusalOf(waiter))
      signal?.addEventListener('abort', abort)
      if (timeout !== undefined)
        timer = setTimeout(() => requests.refuse(waiter, requests.refusalOf(waiter, Math.round(now() - start))), timeout)
      requests.wait(waiter)
    })
  }

  /** Releases all that is reserved in it and below it, and ends it: nothing can be reserved there any more. The bytes it held. */
  close(): number {
    if (this.isClosed) return 0
    const bytes = this.#account.close()
    this.#tree.requests.closed()
    return bytes
  }

  [dispose](): void {
    this.close()
  }

  /** What it and all below it hold, as plain data. */
  tree(): BudgetTree {
    return treeOf(this.#account)
  }

  /** `app/images: 12.0 MB of 64 MB`. */
  toString(): string {
    return `${printable(this.path)}: ${formatBytes(this.used)} of ${formatBytes(this.limit)}`
  }

  #expectOpen(): void {
    if (this.isClosed) throw new MemSizeError(`Expected an open budget, and ${this.path} was closed. Make a new one.`)
  }
}

function root(options: BudgetOptions): Part {
  expectOptions(options, ['name', 'limit', 'reclaim', 'onProblem', 'external'], "{ name: 'app', limit: '64 MB' }")
  const { name, limit, reclaim, onProblem = firstOfEachKind(), external = 'requested' } = options
  expectName(name)
  expectFunction(reclaim, 'reclaim', '(bytes) => void')
  expectExternal(external)
  expectFunction(onProblem, 'onProblem', '(problem) => void')
  return new Part(new Account(name, limitBytes(limit), undefined, reclaim), { requests: new Requests(onProblem), onProblem, external })
}

function treeOf(account: Account): BudgetTree {
  const { name, path, limit, used, peak } = account
  return {
    name,
    path,
    limit,
    used,
    peak,
    remaining: account.isClosed ? 0 : account.remaining,
    reservations: heaviestFirst(account.ownConsumers()),
    children: [...account.children.values()].map(treeOf),
  }
}

function expectReserveOptions(options: ReserveOptions, known: readonly string[]): void {
  expectOptions(options, known, "{ name: 'session' }")
  const { name, owner } = options
  if (name !== undefined) expectName(name)
  if (owner !== undefined && (owner === null || (typeof owner !== 'object' && typeof owner !== 'function')))
    throw wrongOption('owner', 'an object, which can be collected', owner)
}

function expectWait({ signal, timeout }: AcquireOptions): void {
  if (signal !== undefined && (typeof signal !== 'object' || signal === null || typeof signal.throwIfAborted !== 'function'))
    throw wrongOption('signal', 'an AbortSignal', signal)
  if (timeout !== undefined) expectDelay(timeout, 'timeout', 0)
}
