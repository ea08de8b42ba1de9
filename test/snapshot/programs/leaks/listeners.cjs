const { EventEmitter } = require('node:events')

const prices = new EventEmitter().setMaxListeners(0)

class Screen {
  constructor(id) {
    this.rows = Array.from({ length: 100 }, (_, at) => ({ id, at }))
  }
}

function open(id) {
  const screen = new Screen(id)
  prices.on('tick', () => screen.rows.push({ id, at: -1 }))
}

for (let id = 0; id < 400; id++) open(id)
setInterval(() => prices.emit('tick'), 60_000)
