/** One workload, run in pairs: without a profile, with V8's sampler alone, with memsize's. Prints milliseconds of CPU of each, by round. */
import { createServer, request } from 'node:http'
import { Session } from 'node:inspector'
import { startProfile } from '../dist/esm/profile.js'
import { seeded, shuffle } from './random.mjs'

const [workload, rounds] = [process.argv[2], Number(process.argv[3])]

let sink
const text = JSON.stringify(
  Array.from({ length: 400 }, (_, i) => ({ id: i, name: `name ${i}`, price: i / 3, tags: ['a', 'b'], at: { x: i, y: -i } })),
)
const workloads = {
  json: () => {
    for (let i = 0; i < 300; i++) sink = JSON.stringify(JSON.parse(text))
  },
  loop: () => {
    for (let i = 0; i < 8e6; i++) sink = { a: i, b: [i] }
  },
  http,
}

/** Requests one after another, over connections that stay. */
async function http() {
  const { port } = server.address()
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let i = 0; i < 60; i++) await fetched(port)
    }),
  )
}
const fetched = (port) =>
  new Promise((resolve, reject) => {
    const asked = request({ port, path: '/orders', agent }, (answer) => answer.on('data', (chunk) => (sink = chunk)).on('end', resolve))
    asked.on('error', reject)
    asked.end()
  })
const server = createServer((asked, answer) => {
  const rows = JSON.parse(text).filter(({ id }) => id % 2 === 0)
  answer.setHeader('content-type', 'application/json')
  answer.end(JSON.stringify({ path: asked.url, rows }))
})
const agent = new (await import('node:http')).Agent({ keepAlive: true })
if (workload === 'http') await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

const session = new Session()
session.connect()
const ways = {
  plain: [() => {}, () => {}],
  again: [() => {}, () => {}],
  v8: [() => session.post('HeapProfiler.startSampling', { samplingInterval: 512 * 1024 }), () => session.post('HeapProfiler.stopSampling')],
  memsize: [() => (profiler = startProfile({ collect: false })), () => (told = profiler.stop())],
}
let profiler
let told
const run = workloads[workload]
for (let i = 0; i < 3; i++) await run()
const random = seeded()
const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]))
for (let round = 0; round < rounds; round++) {
  for (const name of shuffle(random, Object.keys(ways))) {
    globalThis.gc()
    const [start, stop] = ways[name]
    start()
    const before = process.cpuUsage()
    await run()
    const { user, system } = process.cpuUsage(before)
    times[name].push((user + system) / 1000)
    stop()
  }
}
console.log(JSON.stringify({ times, interval: told.interval, sites: told.sites.length, bytes: told.sums.total }))
process.exit(0)
