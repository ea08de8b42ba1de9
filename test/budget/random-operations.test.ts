import fc from 'fast-check'
import { BudgetExceededError, MemoryBudget, type Reservation } from '../../src/budget.js'
import { isThorough } from '../in-engines.js'
import { seed } from '../oracle/random.js'

// Random sequences of all operations on a tree of budgets, some of whose reclaims free too little, throw, reserve or release what is not theirs.
// After each, every sum is what the reservations that are held say; in the end all is zero.

interface Operation {
  readonly kind: 'reserve' | 'try' | 'resize' | 'tryResize' | 'release' | 'acquire' | 'abort' | 'child' | 'close'
  readonly budget: number
  readonly reservation: number
  readonly bytes: number
}

const manners = ['none', 'honest', 'stingy', 'throws', 'reserves', 'releases others', 'closes itself'] as const
type Manner = (typeof manners)[number]

const operation: fc.Arbitrary<Operation> = fc.record({
  kind: fc.constantFrom('reserve', 'try', 'resize', 'tryResize', 'release', 'acquire', 'abort', 'child', 'close'),
  budget: fc.nat(20),
  reservation: fc.nat(20),
  bytes: fc.oneof(fc.nat(60), fc.nat(120)),
})

/** One budget of the tree, and what the test knows to be held in it. */
interface Known {
  readonly budget: MemoryBudget
  readonly parent: Known | undefined
  readonly held: Reservation[]
}

class Model {
  readonly known: Known[] = []
  readonly all: { held: Reservation; in: Known }[] = []
  readonly pending: { controller: AbortController; done: Promise<unknown> }[] = []
  private readonly manners: readonly Manner[]

  constructor(manners: readonly Manner[]) {
    this.manners = manners
    this.add(undefined, (reclaim) => new MemoryBudget({ name: 'root', limit: 100, reclaim, onProblem() {} }))
  }

  add(parent: Known | undefined, make: (reclaim: ((bytes: number) => void) | undefined) => MemoryBudget): void {
    const manner = this.manners[this.known.length % this.manners.length]
    const known: Known = {
      parent,
      held: [],
      budget: make(manner === 'none' ? undefined : (bytes) => this.reclaim(known, manner, bytes)),
    }
    this.known.push(known)
  }

  reclaim({ budget, held }: Known, manner: Manner, bytes: number): void {
    if (manner === 'throws') throw new Error('no')
    if (manner === 'closes itself') budget.close()
    if (manner === 'reserves') {
      this.keep(budget.isClosed ? undefined : budget.tryReserve(bytes % 7), { budget, held, parent: undefined })
      for (const one of held.slice(0, 1)) one.tryResize(1)
    }
    const givers = manner === 'releases others' ? this.all.map((one) => one.held) : held
    let freed = 0
    for (const one of givers) {
      if (freed >= (manner === 'stingy' ? 1 : bytes)) return
      freed += one.bytes
      one.release()
    }
  }

  keep(held: Reservation | undefined, known: Known): void {
    if (held === undefined) return
    known.held.push(held)
    this.all.push({ held, in: known })
  }

  /** What is held says the sums; no sum is below zero or above its limit. */
  check(): void {
    for (const { budget } of this.known) {
      expect(budget.used).toBeGreaterThanOrEqual(0)
      expect(budget.used).toBeLessThanOrEqual(budget.limit)
      expect(budget.peak).toBeGreaterThanOrEqual(budget.used)
      if (budget.isClosed) expect([budget.used, budget.remaining]).toEqual([0, 0])
      else expect(budget.remaining).toBeGreaterThanOrEqual(0)
    }
    let sum = 0
    for (const { held } of this.all) sum += held.bytes
    expect(this.known[0].budget.used).toBe(sum)
    const { used, reservations, children } = this.known[0].budget.tree()
    expect(used).toBe([...reservations.map(({ bytes }) => bytes), ...children.map((child) => child.used)].reduce((a, b) => a + b, 0))
  }

  run({ kind, budget: b, reservation: r, bytes }: Operation): void {
    const known = this.known[b % this.known.length]
    const one = this.all.length > 0 ? this.all[r % this.all.length].held : undefined
    const { budget } = known
    try {
      switch (kind) {
        case 'reserve':
          this.keep(budget.reserve(bytes, { name: `n${bytes % 3}` }), known)
          break
        case 'try':
          this.keep(budget.tryReserve(bytes), known)
          break
        case 'resize':
          one?.resize(bytes)
          break
        case 'tryResize':
          one?.tryResize(bytes)
          break
        case 'release':
          one?.release()
          break
        case 'acquire': {
          const controller = new AbortController()
          const granted = budget.acquire(bytes, { signal: controller.signal })
          this.pending.push({ controller, done: granted.then((held) => this.keep(held, known)).catch(() => {}) })
          break
        }
        case 'abort':
          this.pending[r % this.pending.length]?.controller.abort()
          break
        case 'child':
          if (this.known.length < 8)
            this.add(known, (reclaim) => budget.child({ name: `c${this.known.length}`, limit: Math.max(1, budget.limit - bytes), reclaim }))
          break
        case 'close':
          // not the root, and seldom
          if (b === 20 && known.parent) budget.close()
      }
    } catch (error) {
      const isExpected = error instanceof BudgetExceededError || /was closed|was released|at most that of/.test(String(error))
      if (!isExpected) throw error
    }
  }
}

test('totals are never negative, never above a limit, and return to zero', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(operation, { maxLength: 60 }),
      fc.array(fc.constantFrom(...manners), { minLength: 1, maxLength: 8 }),
      async (operations, manners) => {
        const model = new Model(manners)
        for (const operation of operations) {
          model.run(operation)
          // what was acquired is known a turn later
          await null
          await null
          await null
          model.check()
        }
        for (const { controller, done } of model.pending) {
          controller.abort()
          await done
        }
        model.check()
        for (const { held } of model.all) held.release()
        for (const { budget } of model.known) expect(budget.used).toBe(0)
        const { reservations } = model.known[0].budget.tree()
        expect(reservations).toEqual([])
      },
    ),
    { numRuns: isThorough ? 1500 : 300, seed },
  )
})

test('who waits is served in order, and nobody forever while there is room', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 30 }), async (sizes) => {
      const budget = new MemoryBudget({ name: 'app', limit: 100 })
      const order: number[] = []
      const inUse: Reservation[] = []
      const all = sizes.map((size, i) =>
        budget.acquire(size).then((held) => {
          order.push(i)
          inUse.push(held)
        }),
      )
      for (let i = 0; i < 10 * sizes.length && order.length < sizes.length; i++) {
        await null
        inUse.shift()?.release()
      }
      await Promise.all(all)
      expect(order).toEqual(sizes.map((_, i) => i))
      for (const held of inUse) held.release()
      expect(budget.used).toBe(0)
    }),
    { numRuns: 300, seed },
  )
})
