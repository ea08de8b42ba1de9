import { constants } from 'node:os'
import { CommandError, type Host, type HostSignal } from './host.js'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Ctrl-C and its like, while a command has something to clean up: they abort its work, or go to whom it lends them. */
export class Interruption {
  /** What it was aborted by is a CommandError. */
  readonly aborted: AbortSignal
  private readonly listeners: readonly (readonly [HostSignal, () => void])[]
  private readonly host: Host
  private receiver: ((signal: HostSignal) => void) | undefined

  constructor(host: Host) {
    const controller = new AbortController()
    this.host = host
    this.aborted = controller.signal
    const interrupted = (signal: HostSignal) => new CommandError('interrupted', 128 + constants.signals[signal])
    this.listeners = signals.map((signal) => [
      signal,
      () => (this.receiver === undefined ? controller.abort(interrupted(signal)) : this.receiver(signal)),
    ])
    for (const [signal, listener] of this.listeners) host.on?.(signal, listener)
  }

  /** Until it is called again without one, the signals go to that receiver. */
  lend(receiver?: (signal: HostSignal) => void): void {
    this.receiver = receiver
  }

  /** From now on a signal ends the process at once. */
  end(): void {
    for (const [signal, listener] of this.listeners) this.host.off?.(signal, listener)
  }
}
