import { createServer, get } from 'node:http'

const counts = { requests: 0 }

globalThis.isWorking = true
const server = createServer((request, response) => {
  counts.requests++
  response.end(JSON.stringify({ url: request.url, rows: Array.from({ length: 200 }, (_, at) => ({ at })) }))
}).listen(0, '127.0.0.1', () => {
  const ask = (id) =>
    get({ port: server.address().port, path: `/${id}`, agent: false }, (response) =>
      response.resume().on('end', () => (id < 300 ? ask(id + 1) : (globalThis.isWorking = false))),
    )
  ask(0)
})
