import { formatBytes } from '../bytes.js'
import { shown } from '../errors.js'
import { printable } from '../printable.js'
import { warn } from '../warn.js'

/** What went wrong where nobody waits for an answer. */
export type BudgetProblem =
  | {
      /** The owner of a reservation was collected, and nobody had released it. */
      readonly kind: 'leak'
      /** The budget's path. */
      readonly path: string
      /** The reservation's name. */
      readonly name: string | undefined
      /** That the reservation held: they were given back. */
      readonly bytes: number
    }
  | {
      /** A `reclaim` function failed. */
      readonly kind: 'reclaim'
      /** The budget's path. */
      readonly path: string
      /** What the function threw. */
      readonly error: unknown
    }

/** Warns of the first problem of each kind. `onProblem` gets all of them. */
export function firstOfEachKind(): (problem: BudgetProblem) => void {
  const told = new Set<string>()
  return (problem) => {
    if (told.has(problem.kind)) return
    told.add(problem.kind)
    warn(`${textOf(problem)} There is no warning for later ones: \`onProblem\` of the budget gets them all.`)
  }
}

function textOf(problem: BudgetProblem): string {
  const path = printable(problem.path)
  if (problem.kind === 'reclaim')
    return `\`reclaim\` of the budget ${path} failed (${printable(problem.error instanceof Error ? problem.error.message : shown(problem.error))}).`
  const name = problem.name === undefined ? '' : ` named ${printable(problem.name)}`
  return `A reservation${name} of ${formatBytes(problem.bytes)} in the budget ${path} was collected without release(), and is taken back.`
}
