// Finds a leak in a program: two heap snapshots, and what grew between them.
import { EventEmitter } from 'node:events'
import { retainingPath, suspects, takeHeapSnapshot } from 'memsize/heap'

class Order {
  constructor(id) {
    this.id = id
    this.lines = Array.from({ length: 500 }, (_, line) => ({ line, id }))
  }
}

const prices = new EventEmitter()
prices.setMaxListeners(0)

// The leak: each request adds a listener, and nobody removes it.
function handleRequest(id) {
  const order = new Order(id)
  prices.on('change', () => order.lines.length)
}

for (let id = 0; id < 50; id++) handleRequest(id)
const before = await takeHeapSnapshot()
for (let id = 50; id < 400; id++) handleRequest(id)
const after = await takeHeapSnapshot()

const [worst] = suspects(after, { before: [before] }).suspects
console.log(`${worst.growth.count} more below ${worst.variable}`)

// Why is an order alive? Its path goes through the listeners.
const path = retainingPath(after, after.findNode('object', 'Order')).map(({ edge }) => edge)
console.log(path.some((edge) => edge.includes('change')))

// prints:
// 350 more below prices._events.change
// true
