import { deepSize } from 'memsize'
import type { Order } from './order.js'
import { deepSizeOfOrder, describeOrder } from './order.memsize.js'

const prices = new Map(Array.from({ length: 1000 }, (_, i) => [`title ${i}`, i]))
const order: Order = {
  id: 1,
  customer: 'Ann of Here',
  lines: Array.from({ length: 3 }, (_, i) => ({ title: `title ${i}`, amount: i })),
  prices,
}

console.log(deepSizeOfOrder(order) === deepSize(order, { by: 'model', describe: describeOrder }))
console.log(deepSizeOfOrder(order) < deepSize(prices))

// prints:
// true
// true
