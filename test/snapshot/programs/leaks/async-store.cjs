const { AsyncLocalStorage } = require('node:async_hooks')

const requests = new AsyncLocalStorage()

class RequestStore {
  constructor(id) {
    this.body = Array.from({ length: 100 }, (_, at) => ({ id, at }))
  }
}

function handle(id) {
  requests.run(new RequestStore(id), () => setInterval(() => {}, 60_000))
}

for (let id = 0; id < 400; id++) handle(id)
