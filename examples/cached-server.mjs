// A server whose cache is limited by bytes, with metrics for Prometheus.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { toPrometheus } from 'memsize/budget'
import { sizedLRU } from 'memsize/lru-cache'

const pages = sizedLRU({ maxBytes: '1 MB' })

const render = (url) => ({ url, rows: Array.from({ length: 200 }, (_, row) => `row ${row} of ${url}`) })

/** Middleware in the manner of Express: answers from the cache, and keeps what the next handler makes. */
const cached = (next) => (request, response) => {
  let page = pages.get(request.url)
  response.setHeader('x-cache', page === undefined ? 'miss' : 'hit')
  if (page === undefined) pages.set(request.url, (page = next(request)))
  response.end(JSON.stringify(page))
}

const handle = cached((request) => render(request.url))
const server = createServer((request, response) => {
  if (request.url === '/metrics') response.end(toPrometheus({ caches: { pages } }))
  else handle(request, response)
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')

const get = (path) => fetch(`http://127.0.0.1:${server.address().port}${path}`)
for (let id = 0; id < 200; id++) await (await get(`/page/${id}`)).text()
const latest = await get('/page/199')
const oldest = await get('/page/0')
console.log(latest.headers.get('x-cache'), oldest.headers.get('x-cache'))
console.log(pages.bytes <= 1e6, pages.bytes > 0.9e6)
console.log((await (await get('/metrics')).text()).includes('memsize_cache_limit_bytes{cache="pages"} 1000000'))
server.close()
server.closeAllConnections()

// prints:
// hit miss
// true true
// true
