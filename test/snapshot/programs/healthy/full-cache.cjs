const { LRUCache } = require('lru-cache')

const pages = new LRUCache({ max: 500 })

for (let id = 0; id < 3000; id++) pages.set(`/${id}`, { id, parts: Array.from({ length: 60 }, (_, at) => ({ at })) })
setInterval(() => pages.get('/2999'), 60_000)
