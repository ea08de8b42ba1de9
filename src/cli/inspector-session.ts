import { type ClientOptions, WebSocket } from 'ws'

/** The code of a connection that ended without a goodbye (RFC 6455, 7.1.5). */
const LOST = 1006

interface Message {
  readonly id?: number
  readonly method?: string
  // biome-ignore lint/suspicious/noExplicitAny: as the protocol has it, by method
  readonly params?: any
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** A server that does not answer a handshake, and one that does not answer a goodbye, in ms. */
const patience = 5000
const goodbye = 500
/** Bytes. An inspector sends about 200 kB at a time; what claims more than this is none. */
const longest = 2 ** 26

/** What a session is carried by: a WebSocket, or a worker's part of one. */
export interface InspectorSocket {
  // biome-ignore lint/suspicious/noExplicitAny: by event
  on(event: 'message' | 'error' | 'close', listener: (value: any) => void): unknown
  send(message: string, done: () => void): void
  pause(): void
  resume(): void
  close(code: number): void
}

/** A conversation with an inspector, in the DevTools protocol. */
export class InspectorSession {
  private readonly socket: InspectorSocket
  private readonly waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  // biome-ignore lint/suspicious/noExplicitAny: as the protocol has it, by method
  private readonly listeners = new Map<string, (params: any) => void>()
  private lastId = 0
  private ended: { readonly error: Error } | undefined
  /** Resolves once the connection has ended, whoever ended it. */
  readonly end: Promise<void>

  constructor(socket: InspectorSocket) {
    this.socket = socket
    this.end = new Promise((resolve) => {
      const end = (error: Error) => {
        this.ended ??= { error }
        for (const { reject } of this.waiting.values()) reject(this.ended.error)
        this.waiting.clear()
        resolve()
      }
      socket.on('message', (text) => this.take(String(text)))
      socket.on('error', (error: NodeJS.ErrnoException) => {
        end(error.code?.startsWith('WS_ERR') ? new Error('what came is no WebSocket of an inspector') : error)
      })
      socket.on('close', (code) => end(new Error(code === LOST ? 'the connection was lost' : 'the other side closed the connection')))
    })
  }

  /** Fails with the system's error, or one that says what answered instead. */
  static async connect(url: URL): Promise<InspectorSession> {
    // closeTimeout is not in the package's types yet
    const options: ClientOptions & { closeTimeout: number } = {
      handshakeTimeout: patience,
      closeTimeout: goodbye,
      maxPayload: longest,
      perMessageDeflate: false,
    }
    const socket = new WebSocket(url, options)
    await new Promise<void>((resolve, reject) => {
      socket.on('unexpected-response', (request, response) => {
        request.destroy()
        reject(new Error(`it is no inspector: it answered ${response.statusCode} to a WebSocket`))
      })
      socket.on('error', ({ code, message }: NodeJS.ErrnoException) => {
        const reason = message.includes('timed out') ? 'it does not answer' : `it is no inspector: ${message}`
        reject(code === undefined ? new Error(reason) : Object.assign(new Error(message), { code }))
      })
      socket.on('open', resolve)
    })
    socket.removeAllListeners()
    return new InspectorSession(socket)
  }

  /** Fails with what the other side says is wrong, or with how the connection ended. */
  async send(method: string, params: object = {}): Promise<unknown> {
    if (this.ended !== undefined) throw this.ended.error
    const id = ++this.lastId
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      // an error of sending is one of the connection, and told there
      this.socket.send(JSON.stringify({ id, method, params }), () => {})
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

  /** Lets the other side wait, or go on. */
  flow(isPaused: boolean): void {
    if (isPaused) this.socket.pause()
    else this.socket.resume()
  }

  close(): void {
    this.socket.close(1000)
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
        session.flow(false)
      } else if (isOver) return
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    aborted.removeEventListener('abort', onAbort)
  }
}
