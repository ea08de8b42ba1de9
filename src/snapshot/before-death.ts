export type Deadly = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

/** Acts before a signal ends this program. By default these end it without an `exit` event; where the program listens to them itself, it decides. */
export function beforeDeath(signal: Deadly, act: () => void): void {
  const count = () => process.listenerCount(signal)
  const listener = () => {
    if (count() > 1) return
    act()
    process.off(signal, listener)
    process.kill(process.pid, signal)
  }
  process.on(signal, listener)
  // signal-exit, which much of npm has, ends the program only where all that process.listeners() gives is its own. listenerCount() must tell the
  // truth: Node itself asks it whether to let the signal go.
  const { listeners } = process
  process.listeners = ((event: string) => (listeners.call(process, event as never) as unknown[]).filter((one) => one !== listener)) as never
}
