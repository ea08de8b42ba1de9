// Leaks, and prints what the watch reports: one line of JSON.
const { watchHeap } = require('../../dist/cjs/heap.js')

class Leaked {
  constructor(i) {
    this.text = `leaked ${i}`
  }
}
globalThis.registry = { listeners: [] }
const told = []
const leak = setInterval(() => {
  for (let i = 0; i < 200; i++) registry.listeners.push(new Leaked(i))
}, 5)
const watch = watchHeap({
  every: 60,
  times: 3,
  least: 1000,
  onGrowth: (growth) => {
    told.push(growth)
    if (growth.name !== 'Leaked') return
    watch.stop()
    clearInterval(leak)
    console.log(JSON.stringify(growth))
  },
})
