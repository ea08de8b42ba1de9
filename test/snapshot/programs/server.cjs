// A server with four leaks: listeners that nobody removes, a Map that nobody clears, a timer that keeps requests, slices of large texts.
const { EventEmitter } = require('node:events')
const { createServer, get } = require('node:http')

const bus = new EventEmitter().setMaxListeners(0)
const sessions = new Map()
const names = []

function watch(request) {
  const seen = []
  setInterval(() => seen.length, 60_000)
  return (late) => seen.push({ late, headers: { ...request.headers }, body: Buffer.alloc(200).toString('latin1') })
}

const keep = watch({ headers: {} })

function subscribe(id) {
  const history = Array.from({ length: 60 }, (_, at) => ({ id, at }))
  bus.on('change', () => history.push({ id, at: 0 }))
}

function handle(request, response) {
  const id = Number(request.url.slice(1))
  subscribe(id)
  sessions.set(`session-${id}`, { id, user: `user ${id}`, cart: Array.from({ length: 40 }, (_, at) => ({ sku: id + at })) })
  keep(request)
  names.push(`name of ${id} ${'x'.repeat(4000)}`.split('').join('').slice(0, 20))
  response.end('ok')
}

const server = createServer(handle).listen(0, '127.0.0.1', () => {
  let sent = 0
  const { port } = server.address()
  const send = (until, then) => {
    if (sent === until) return then()
    get({ port, path: `/${sent++}`, agent: false }, (response) => response.resume().on('end', () => send(until, then)))
  }
  const more = () => send(sent + 300, () => console.log('ready'))
  more()
  process.stdin.on('data', more)
})
