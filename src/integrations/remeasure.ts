/** Calls `act` with something every so often, as long as that lives. It keeps neither it nor the process alive. */
export function remeasureEvery<T extends object>(every: number, target: T, act: (target: T) => void): void {
  const known = new WeakRef(target)
  const timer: unknown = setInterval(() => {
    const target = known.deref()
    if (target === undefined) clearInterval(timer as number)
    else act(target)
  }, every)
  // a browser's is a number
  ;(timer as { unref?(): void }).unref?.()
}
