import { EventEmitter } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { printable } from '../printable.js'
import { type TextOptions, textTable } from '../tree/text-table.js'
import { CommandError } from './host.js'
import { InspectorSession, type InspectorSocket } from './inspector-session.js'

/** A worker thread of an inspected process. */
export interface InspectedWorker {
  /** As `threadId` of node:worker_threads. */
  readonly id: number
  /** The name the program gave it, if it gave one. */
  readonly title: string
  /** The file it runs. */
  readonly url: string
}

interface Attached {
  readonly sessionId: string
  readonly workerInfo: { readonly workerId: string; readonly title: string; readonly url: string }
}

/** In ms: workers report themselves one by one, and nothing says that all have. */
const quietFor = 300

/** The workers of a process, and sessions with them. Those that are inside of workers belong to these. */
export class InspectedWorkers {
  private readonly main: InspectorSession
  private readonly attached = new Map<number, Attached>()
  private readonly sockets = new Map<string, WorkerSocket>()

  private constructor(main: InspectorSession) {
    this.main = main
  }

  /** Those that there are now. */
  static async of(main: InspectorSession): Promise<InspectedWorkers> {
    const workers = new InspectedWorkers(main)
    let isQuiet = false
    main.on('NodeWorker.attachedToWorker', (worker: Attached) => {
      isQuiet = false
      workers.attached.set(Number(worker.workerInfo.workerId), worker)
    })
    main.on('NodeWorker.receivedMessageFromWorker', ({ sessionId, message }: { sessionId: string; message: string }) => {
      workers.sockets.get(sessionId)?.emit('message', message)
    })
    main.on('NodeWorker.detachedFromWorker', ({ sessionId }: { sessionId: string }) => {
      workers.sockets.get(sessionId)?.emit('close', 1000)
    })
    await main.send('NodeWorker.enable', { waitForDebuggerOnStart: false })
    while (!isQuiet) {
      isQuiet = true
      await setTimeout(quietFor)
    }
    return workers
  }

  get list(): InspectedWorker[] {
    return [...this.attached]
      .map(([id, { workerInfo }]) => ({ id, title: workerInfo.title, url: workerInfo.url }))
      .sort((a, b) => a.id - b.id)
  }

  /** A session with one of them, of the process that messages call `from`. */
  session(id: number, from: string): InspectorSession {
    const worker = this.attached.get(id)
    if (worker === undefined) throw new CommandError(`${from} has no worker ${id}; it has ${workersText(this.list)}`)
    const socket = new WorkerSocket(this.main, worker.sessionId)
    this.sockets.set(worker.sessionId, socket)
    return new InspectorSession(socket)
  }

  /** Leaves them alone. */
  async end(): Promise<void> {
    await this.main.send('NodeWorker.disable').catch(() => {})
  }
}

/** `worker 1 (indexer), worker 2`. */
export const workersText = (workers: readonly InspectedWorker[]): string =>
  workers.length === 0 ? 'none' : workers.map(({ id, title }) => `worker ${id}${title === '' ? '' : ` (${printable(title)})`}`).join(', ')

export function workersTable(workers: readonly InspectedWorker[], options: TextOptions): string {
  return textTable(
    [
      { title: 'WORKER', right: true, cells: workers.map(({ id }) => [['plain', `${id}`]]) },
      { title: 'NAME', cells: workers.map(({ title }) => [['plain', printable(title)]]) },
      { title: 'FILE', cells: workers.map(({ url }) => [['quiet', printable(url)]]) },
    ],
    options,
  )
}

/** What a session with a worker is carried by: messages inside those of the main thread's session. */
class WorkerSocket extends EventEmitter implements InspectorSocket {
  private readonly main: InspectorSession
  private readonly sessionId: string

  constructor(main: InspectorSession, sessionId: string) {
    super()
    this.main = main
    this.sessionId = sessionId
  }

  send(message: string): void {
    this.main.send('NodeWorker.sendMessageToWorker', { sessionId: this.sessionId, message }).catch((error) => this.emit('error', error))
  }

  pause(): void {
    this.main.flow(true)
  }

  resume(): void {
    this.main.flow(false)
  }

  close(): void {
    this.emit('close', 1000)
  }
}
