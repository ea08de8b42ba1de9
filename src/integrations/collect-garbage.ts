import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { nextTurn } from '../timers.js'

type Collect = (options?: { type: 'minor' | 'major' }) => void

let known: Collect | undefined

/** V8's own: at hand with --expose-gc, and in a new context once that flag is set. */
function collector(): Collect {
  if (known) return known
  setFlagsFromString('--expose-gc')
  known = runInNewContext('gc') as Collect
  return known
}

/** Empties the young generation: what is allocated next, up to some MB, is not collected meanwhile. */
export function sweepYoung(): void {
  collector()({ type: 'minor' })
}

/** Collects all garbage, and what its finalizers and streams let go of. */
export async function collectGarbage(): Promise<void> {
  // what a collection frees outside the heap is given back a turn later
  for (let i = 0; i < 2; i++) {
    collector()()
    await nextTurn()
  }
}
