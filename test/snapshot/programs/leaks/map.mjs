import { createServer, get } from 'node:http'

export const profiles = new Map()

globalThis.isWorking = true
const server = createServer((request, response) => {
  const profile = { url: request.url, visits: Array.from({ length: 60 }, (_, at) => ({ at, from: request.url })) }
  profiles.set(request.url, profile)
  response.end(String(profile.visits.length))
}).listen(0, '127.0.0.1', () => {
  const ask = (id) =>
    get({ port: server.address().port, path: `/${id}`, agent: false }, (response) =>
      response.resume().on('end', () => (id < 400 ? ask(id + 1) : (globalThis.isWorking = false))),
    )
  ask(0)
})
