import { repeat } from '../timers.js'

/** Calls `act` with something every so often, as long as that lives. It keeps neither it nor the process alive. */
export function remeasureEvery<T extends object>(every: number, target: T, act: (target: T) => void): void {
  const known = new WeakRef(target)
  const stop = repeat(every, () => {
    const target = known.deref()
    if (target === undefined) stop()
    else act(target)
  })
}
