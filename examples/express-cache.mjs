// An Express application whose cache of pages is held to 64 MB, with metrics for Prometheus.
import { once } from 'node:events'
import express from 'express'
import { toPrometheus } from 'memsize/budget'
import { sizedLRU } from 'memsize/lru-cache'

const pages = sizedLRU({
  maxBytes: '64 MB',
  onRefused: (_page, url, { bytes }) => console.log(`${url} is too large for the cache: ${bytes} bytes`),
})

/** Answers from the cache, and keeps what the handler makes. */
const cached = (render) => (request, response) => {
  let page = pages.get(request.originalUrl)
  response.set('x-cache', page === undefined ? 'miss' : 'hit')
  if (page === undefined) {
    page = render(request.params)
    pages.set(request.originalUrl, page)
  }
  response.json(page.slice(0, 1))
}

const renderReport = ({ id }) => Array.from({ length: 10_000 }, (_, row) => ({ id, row, text: `row ${row} of report ${id}` }))

const app = express()
app.get(
  '/report/:id',
  cached(({ id }) => renderReport({ id })),
)
app.get('/metrics', (_request, response) => response.type('text/plain').send(toPrometheus({ caches: { pages } })))

// Asks for more than 64 MB of reports: the cache lets go of those that were used least recently.
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
const get = (path) => fetch(`http://127.0.0.1:${server.address().port}${path}`)
for (let id = 0; id < 80; id++) await (await get(`/report/${id}`)).text()
for (const id of [79, 0]) console.log(`report ${id}: ${(await get(`/report/${id}`)).headers.get('x-cache')}`)
console.log(pages.bytes <= 64e6, pages.bytes > 62e6)
console.log((await (await get('/metrics')).text()).match(/^memsize_cache_limit_bytes.*/m)[0])
server.close()
server.closeAllConnections()

// prints:
// report 79: hit
// report 0: miss
// true true
// memsize_cache_limit_bytes{cache="pages"} 64000000
