import { createHash, randomBytes } from 'node:crypto'
import { type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'

/*
 * The part of RFC 6455 that an inspector speaks: text, no extensions, no TLS. Node 20 has no WebSocket; undici, which has, is four times this
 * whole command.
 */

/** A server that does not answer a handshake, in ms. */
const patience = 5000
/** Bytes. An inspector sends some 200 kB at a time; what claims more than this is none. */
const longest = 2 ** 26

const strange = 'what came is no WebSocket of an inspector'

const CONTINUATION = 0
const TEXT = 1
const CLOSE = 8
const PING = 9
const PONG = 10
const FINAL = 0x80
const MASKED = 0x80

export interface WebSocketHandlers {
  onText(text: string): void
  /** Once, however it ends; without an error where one of the two has closed it. */
  onEnd(error?: Error): void
}

export class WebSocketClient {
  private readonly socket: Socket
  private readonly handlers: WebSocketHandlers
  /** What has come of a frame that is not complete. */
  private rest: Buffer = Buffer.alloc(0)
  /** Frames of a message that is not complete. */
  private parts: Buffer[] = []
  private length = 0
  private hasEnded = false

  private constructor(socket: Socket, head: Buffer, handlers: WebSocketHandlers) {
    this.socket = socket
    this.handlers = handlers
    socket.setNoDelay(true)
    socket.on('data', (bytes) => this.take(bytes))
    socket.on('error', (error) => this.end(error))
    socket.on('close', () => this.end(new Error('the connection was lost')))
    // one that closed during the handshake tells nobody any more
    if (socket.destroyed) queueMicrotask(() => this.end(new Error('the connection was lost')))
    else this.take(head)
  }

  /** Fails with the system's error, or one that says what answered instead. */
  static async connect(url: URL, handlers: WebSocketHandlers): Promise<WebSocketClient> {
    const key = randomBytes(16).toString('base64')
    const upgrading = request({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port || 80,
      path: url.pathname + url.search,
      headers: { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Key': key, 'Sec-WebSocket-Version': '13' },
    })
    const { promise, resolve, reject } = withResolvers<[IncomingMessage, Socket, Buffer]>()
    upgrading.setTimeout(patience, () => upgrading.destroy(new Error('it does not answer')))
    upgrading.on('error', reject)
    upgrading.on('response', (response) => {
      response.destroy()
      reject(new Error(`it is no inspector: it answered ${response.statusCode} to a WebSocket`))
    })
    upgrading.on('upgrade', (...opened) => resolve(opened as [IncomingMessage, Socket, Buffer]))
    upgrading.end()
    const [response, socket, head] = await promise
    socket.setTimeout(0)
    // the constant is that of RFC 6455, 1.3
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    if (response.headers['sec-websocket-accept'] === accept) return new WebSocketClient(socket, head, handlers)
    socket.destroy()
    throw new Error('it is no inspector: it answered a WebSocket with a wrong key')
  }

  send(text: string): void {
    this.sendFrame(TEXT, Buffer.from(text))
  }

  /** Lets the other side wait, and goes on. */
  pause(): void {
    this.socket.pause()
  }

  resume(): void {
    this.socket.resume()
  }

  close(): void {
    if (this.hasEnded) return
    this.sendFrame(CLOSE, Buffer.from([1000 >> 8, 1000 & 0xff]))
    this.end()
  }

  private end(error?: Error): void {
    if (this.hasEnded) return
    this.hasEnded = true
    if (error === undefined) this.socket.destroySoon()
    else this.socket.destroy()
    this.handlers.onEnd(error)
  }

  private sendFrame(opcode: number, payload: Buffer): void {
    if (this.hasEnded || !this.socket.writable) return
    const length = payload.length
    const header = Buffer.alloc(length < 126 ? 2 : length < 2 ** 16 ? 4 : 10)
    header[0] = FINAL | opcode
    header[1] = MASKED | (length < 126 ? length : length < 2 ** 16 ? 126 : 127)
    if (header.length === 4) header.writeUInt16BE(length, 2)
    else if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2)
    const mask = randomBytes(4)
    this.socket.write(Buffer.concat([header, mask, payload.map((byte, i) => byte ^ mask[i & 3])]))
  }

  private take(bytes: Buffer): void {
    this.rest = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes])
    while (!this.hasEnded) {
      const frame = this.nextFrame()
      if (frame === undefined) return
      this.takeFrame(frame.first, frame.payload)
    }
  }

  /** Undefined where it is not complete. */
  private nextFrame(): { readonly first: number; readonly payload: Buffer } | undefined {
    const { rest } = this
    if (rest.length < 2) return undefined
    const short = rest[1] & 0x7f
    const start = short < 126 ? 2 : short === 126 ? 4 : 10
    const isReserved = (rest[0] & 0x70) !== 0 || (rest[1] & MASKED) !== 0
    if (!isReserved && rest.length < start) return undefined
    const length = isReserved || short < 126 ? short : short === 126 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2))
    if (isReserved || length > longest) {
      this.end(new Error(strange))
      return undefined
    }
    if (rest.length < start + length) return undefined
    this.rest = rest.subarray(start + length)
    return { first: rest[0], payload: rest.subarray(start, start + length) }
  }

  private takeFrame(first: number, payload: Buffer): void {
    const opcode = first & 0x0f
    if (opcode === PING) this.sendFrame(PONG, payload)
    else if (opcode === CLOSE) {
      this.sendFrame(CLOSE, payload)
      this.end(new Error('the other side closed the connection'))
    } else if (opcode !== PONG) this.takePart(opcode, (first & FINAL) !== 0, payload)
  }

  private takePart(opcode: number, isFinal: boolean, payload: Buffer): void {
    const isFirst = this.parts.length === 0
    this.length += payload.length
    if (opcode !== (isFirst ? TEXT : CONTINUATION) || this.length > longest) {
      this.end(new Error(strange))
      return
    }
    this.parts.push(payload)
    if (!isFinal) return
    const text = (isFirst ? payload : Buffer.concat(this.parts)).toString('utf8')
    this.parts = []
    this.length = 0
    this.handlers.onText(text)
  }
}

/** Promise.withResolvers() of Node 22. */
function withResolvers<T>() {
  let resolve!: (value: T) => void
  let reject!: (error: Error) => void
  const promise = new Promise<T>((onResolved, onRejected) => {
    resolve = onResolved
    reject = onRejected
  })
  return { promise, resolve, reject }
}
