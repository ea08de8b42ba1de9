/**
 * Limits in bytes for maps, caches and parts of a program.
 * @module memsize/budget
 */
export type { Reclaim } from './budget/account.js'
export { BoundedMap, type BoundOptions, boundBytes, type MapLike } from './budget/bound-bytes.js'
export { type Drift, type DriftOptions, type DriftWatch, watchDrift } from './budget/drift.js'
export { BudgetExceededError, type Consumer, type Refusal } from './budget/exceeded.js'
export { Ledger, type LedgerEntry } from './budget/ledger.js'
export type { Limit, LimitShare } from './budget/limit.js'
export {
  type AcquireOptions,
  type BudgetOptions,
  type BudgetTree,
  type ChildOptions,
  MemoryBudget,
  type ReserveOptions,
} from './budget/memory-budget.js'
export { type MemorySources, type MeteredCache, toPrometheus } from './budget/metrics.js'
export type { BudgetProblem } from './budget/problems.js'
export type { OnRefused, Refused } from './budget/refusals.js'
export type { Remeasure } from './budget/remeasure.js'
export type { Reservation } from './budget/reservation.js'
export type { Suspect as SharedSuspect } from './budget/suspects.js'
