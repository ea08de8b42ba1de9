// A server with three leaks that no container shows: a WeakMap's value, a promise that is never settled, stores of an AsyncLocalStorage.
const { AsyncLocalStorage } = require('node:async_hooks')
const { createServer, get } = require('node:http')

const app = { name: 'shop' }
const visits = new WeakMap([[app, []]])
const stopped = new Promise(() => {})
const requests = new AsyncLocalStorage()

function open(id) {
  const rows = Array.from({ length: 60 }, (_, at) => ({ id, at }))
  stopped.then(() => rows.splice(0))
  return rows
}

class RequestStore {
  constructor(id) {
    this.body = Array.from({ length: 50 }, (_, at) => ({ id, at }))
  }
}

function handle(request, response) {
  const id = Number(request.url.slice(1))
  visits.get(app).push({ id, seen: Array.from({ length: 40 }, (_, at) => ({ at })) })
  requests.run(new RequestStore(id), () => setInterval(() => {}, 60_000))
  response.end(String(open(id).length))
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
