import fc from 'fast-check'
import { MemoryBudget, type Reservation } from '../../src/budget.js'
import { seed } from '../oracle/random.js'

// Every end of a budget with every state of those who wait for it: closed itself or with a budget above, by close(), by `using`, inside a reclaim or by
// whoever was granted; while others wait, have left, were granted, or have released.

const limit = 100
const places = ['root', 'child', 'grandchild', 'sibling'] as const
type Place = (typeof places)[number]

const within: Readonly<Record<Place, readonly Place[]>> = {
  root: places,
  child: ['child', 'grandchild'],
  grandchild: ['grandchild'],
  sibling: ['sibling'],
}

interface Request {
  readonly at: Place
  readonly bytes: number
  /** What becomes of it before the end. */
  readonly then: 'waits' | 'leaves' | 'releases'
}

const request: fc.Arbitrary<Request> = fc.record({
  at: fc.constantFrom(...places),
  bytes: fc.integer({ min: 0, max: limit }),
  then: fc.constantFrom('waits', 'waits', 'leaves', 'releases'),
})

const ends = ['close', 'dispose', 'reclaim', 'granted'] as const

const settled = async (): Promise<void> => {
  for (let i = 0; i < 8; i++) await null
}

test('when a budget ends, all who wait for it are refused, it holds nothing, and what it held is free for others', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(request, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(...places),
      fc.constantFrom(...ends),
      fc.boolean(),
      async (requests, ended, how, isFull) => {
        let isEnding = false
        const reclaim = (): void => {
          if (isEnding && how === 'reclaim') budgets[ended].close()
        }
        const root = new MemoryBudget({ name: 'root', limit, reclaim, onProblem() {} })
        const child = root.child({ name: 'child', reclaim })
        const budgets = { root, child, grandchild: child.child({ name: 'grandchild' }), sibling: root.child({ name: 'sibling', reclaim }) }
        const first = isFull ? budgets[ended].reserve(limit) : undefined
        const states = requests.map(({ at, bytes }) => {
          const controller = new AbortController()
          const state: { held?: Reservation; error?: unknown; readonly controller: AbortController; readonly at: Place } = {
            controller,
            at,
          }
          budgets[at].acquire(bytes, { signal: controller.signal }).then(
            (held) => {
              state.held = held
              if (isEnding && how === 'granted') budgets[ended].close()
            },
            (error: unknown) => (state.error = error),
          )
          return state
        })
        await settled()
        requests.forEach(({ then }, i) => {
          if (then === 'leaves') states[i].controller.abort()
          if (then === 'releases') states[i].held?.release()
        })
        await settled()
        isEnding = true
        if (how === 'dispose') budgets[ended][Symbol.dispose]()
        else if (how === 'close') budgets[ended].close()
        else if (how === 'reclaim') {
          first?.tryResize(limit - 1)
          // one that its own reclaim closes says so
          try {
            root.tryReserve(limit)?.release()
          } catch (error) {
            expect(String(error)).toMatch('root was closed')
          }
        } else {
          first?.release()
          await settled()
        }
        await settled()
        if (!budgets[ended].isClosed) budgets[ended].close()
        await settled()

        for (const at of within[ended]) {
          const budget = budgets[at]
          expect([at, budget.isClosed, budget.used, budget.remaining]).toEqual([at, true, 0, 0])
          for (const state of states.filter((state) => state.at === at)) {
            // granted before the end, or refused: nobody waits forever, and nothing is granted that is closed
            expect(state.held ?? state.error).toBeDefined()
            expect(state.held?.bytes ?? 0).toBe(0)
          }
        }
        const open = places.filter((at) => !within[ended].includes(at))
        const held = states.filter(({ at }) => open.includes(at)).reduce((sum, { held }) => sum + (held?.bytes ?? 0), 0)
        if (ended !== 'root') {
          expect(root.used).toBe(held)
          // who still waits lacks room, or stands behind one who does
          const waiting = requests.filter(({ at }, i) => open.includes(at) && states[i].held === undefined && states[i].error === undefined)
          if (waiting.length > 0) expect(waiting[0].bytes).toBeGreaterThan(root.remaining)
        }
        for (const { controller } of states) controller.abort()
        await settled()
        for (const { held } of states) held?.release()
        await settled()
        expect([root.used, child.used, budgets.sibling.used]).toEqual([0, 0, 0])
      },
    ),
    { numRuns: 1500, seed },
  )
})

test('close() with three waiters: all are refused, and the parent is charged for none', async () => {
  const root = new MemoryBudget({ name: 'app', limit })
  const child = root.child({ name: 'request', limit: 10 })
  child.reserve(10)
  const waiting = [child.acquire(4), child.acquire(4), child.acquire(4)]
  expect(child.close()).toBe(10)
  for (const { status } of await Promise.allSettled(waiting)) expect(status).toBe('rejected')
  expect([root.used, child.used]).toEqual([0, 0])
})
