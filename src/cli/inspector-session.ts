import { WebSocketClient } from './web-socket.js'

interface Message {
  readonly id?: number
  readonly method?: string
  // biome-ignore lint/suspicious/noExplicitAny: as the protocol has it, by method
  readonly params?: any
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** A conversation with an inspector, in the DevTools protocol. */
export class InspectorSession {
  private readonly socket: Promise<WebSocketClient>
  private readonly waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  // biome-ignore lint/suspicious/noExplicitAny: as the protocol has it, by method
  private readonly listeners = new Map<string, (params: any) => void>()
  private lastId = 0
  private ended: { readonly error: Error } | undefined
  private readonly whenEnded: Promise<void>

  private constructor(url: URL) {
    let hasEnded!: () => void
    this.whenEnded = new Promise((resolve) => (hasEnded = resolve))
    this.socket = WebSocketClient.connect(url, {
      onText: (text) => this.take(text),
      onEnd: (error) => {
        this.ended = { error: error ?? new Error('the connection is closed') }
        for (const { reject } of this.waiting.values()) reject(this.ended.error)
        this.waiting.clear()
        hasEnded()
      },
    })
  }

  static async connect(url: URL): Promise<InspectorSession> {
    const session = new InspectorSession(url)
    await session.socket
    return session
  }

  /** Fails with what the other side says is wrong, or with how the connection ended. */
  async send(method: string, params: object = {}): Promise<unknown> {
    const socket = await this.socket
    if (this.ended !== undefined) throw this.ended.error
    const id = ++this.lastId
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      socket.send(JSON.stringify({ id, method, params }))
    })
  }

  // biome-ignore lint/suspicious/noExplicitAny: as the protocol has it, by method
  on(method: string, listener: (params: any) => void): void {
    this.listeners.set(method, listener)
  }

  /** What an expression gives, where it is a primitive. */
  async evaluate(expression: string): Promise<unknown> {
    const { result } = (await this.send('Runtime.evaluate', { expression, returnByValue: true })) as { result: { value?: unknown } }
    return result.value
  }

  async flow(isPaused: boolean): Promise<void> {
    const socket = await this.socket
    if (isPaused) socket.pause()
    else socket.resume()
  }

  /** Resolves once the connection has ended, whoever ended it. */
  get end(): Promise<void> {
    return this.whenEnded
  }

  async close(): Promise<void> {
    ;(await this.socket).close()
  }

  private take(text: string): void {
    const { id, method, params, result, error }: Message = JSON.parse(text)
    if (id === undefined) {
      this.listeners.get(method as string)?.(params)
      return
    }
    const waiting = this.waiting.get(id)
    this.waiting.delete(id)
    if (error === undefined) waiting?.resolve(result)
    else waiting?.reject(new Error(error.message))
  }
}

/** Bytes of a snapshot that may wait here to be read. */
const mostWaiting = 2 ** 24

/** Has the other side take a heap snapshot; gives it piece by piece as it comes. */
export async function* heapSnapshotChunks(session: InspectorSession, aborted: AbortSignal): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = []
  let waiting = 0
  let isPaused = false
  let isOver = false
  let error: unknown
  let wake = () => {}
  const end = (reason?: unknown) => {
    error ??= reason
    isOver = true
    wake()
  }
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }: { chunk: string }) => {
    chunks.push(Buffer.from(chunk))
    waiting += chunk.length
    if (waiting > mostWaiting && !isPaused) {
      isPaused = true
      session.flow(true)
    }
    wake()
  })
  const onAbort = () => end(aborted.reason)
  aborted.throwIfAborted()
  aborted.addEventListener('abort', onAbort)
  session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false }).then(() => end(), end)
  try {
    for (;;) {
      if (error !== undefined) throw error
      const chunk = chunks.shift()
      if (chunk !== undefined) {
        waiting -= chunk.length
        yield chunk
      } else if (isPaused) {
        isPaused = false
        await session.flow(false)
      } else if (isOver) return
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    aborted.removeEventListener('abort', onAbort)
  }
}
