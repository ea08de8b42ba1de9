import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** An inspector's end of a WebSocket, by hand: what it sends is up to the test. */
export interface Peer {
  readonly socket: Socket
  /** One frame. */
  frame(opcode: number, payload: string | Buffer, isFinal?: boolean): void
  /** A message of the protocol. */
  send(message: object): void
}

export interface FakeInspector {
  /** `127.0.0.1:1234` */
  readonly host: string
  readonly received: { opcode: number; text: string }[]
  close(): void
}

/** Answers each request of the protocol by `answer`. `list`: what /json/list says; default: one Node program. `isBusy`: it does not even tell its id. */
export async function fakeInspector(
  answer: (peer: Peer, id: number, method: string) => void,
  list?: string,
  isBusy = false,
): Promise<FakeInspector> {
  const received: FakeInspector['received'] = []
  const server: Server = createServer((_request, response) => {
    const target = { type: 'node', title: 'fake.js', webSocketDebuggerUrl: 'ws://example.invalid:1/the-id' }
    response.end(list ?? JSON.stringify([target]))
  })
  const sockets = new Set<Socket>()
  server.on('upgrade', (request, socket: Socket) => {
    sockets.add(socket)
    if (request.url !== '/the-id') {
      socket.end('HTTP/1.1 404 Not Found\r\n\r\n')
      return
    }
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`)
    socket.on('error', () => {})
    const peer = peerOf(socket)
    let rest = Buffer.alloc(0)
    socket.on('data', (bytes) => {
      rest = Buffer.concat([rest, bytes])
      for (;;) {
        // what the client sends is short, and masked
        const start = (rest[1] & 0x7f) === 126 ? 8 : 6
        if (rest.length < start) return
        const length = start === 8 ? rest.readUInt16BE(2) : rest[1] & 0x7f
        if (rest.length < start + length) return
        if ((rest[1] & 0x80) === 0) throw new Error('a frame of a client without a mask')
        const mask = rest.subarray(start - 4, start)
        const text = Buffer.from(rest.subarray(start, start + length).map((byte, i) => byte ^ mask[i & 3])).toString('utf8')
        const opcode = rest[0] & 15
        received.push({ opcode, text: opcode === 8 ? '' : text })
        rest = rest.subarray(start + length)
        if (opcode !== 1) continue
        const { id, method } = JSON.parse(text)
        // every conversation begins by it
        if (method === 'Runtime.evaluate' && !isBusy) peer.send({ id, result: { result: { value: 1 } } })
        else answer(peer, id, method)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

function peerOf(socket: Socket): Peer {
  const frame = (opcode: number, payload: string | Buffer, isFinal = true) => {
    const bytes = Buffer.from(payload)
    const header = Buffer.alloc(bytes.length < 126 ? 2 : bytes.length < 65536 ? 4 : 10)
    header[0] = (isFinal ? 0x80 : 0) | opcode
    header[1] = header.length === 2 ? bytes.length : header.length === 4 ? 126 : 127
    if (header.length === 4) header.writeUInt16BE(bytes.length, 2)
    if (header.length === 10) header.writeBigUInt64BE(BigInt(bytes.length), 2)
    socket.write(Buffer.concat([header, bytes]))
  }
  return { socket, frame, send: (message) => frame(1, JSON.stringify(message)) }
}
