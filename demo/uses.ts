import { currentLayout, deepSize, explain, formatBytes, MemSize, measure } from 'memsize'
import { boundBytes } from 'memsize/budget'
import { shop } from './shop.mjs'

const { probe } = currentLayout()
console.log(
  probe?.on ? 'Measured by the probe, exact to the byte.' : `Estimated by the model: ${probe?.reason ?? 'no probe for this engine'}.`,
)

console.log('\n1. How large is an object of a decorated class?')
@MemSize()
class Session {
  readonly visited = ['/', '/cart']
  constructor(readonly user: string) {}
}
const { bytes, lower, upper, by } = measure(new Session('Ada Lovelace'))
console.log(`   new Session('Ada Lovelace'): ${bytes} bytes (${lower} to ${upper}, by the ${by})`)

console.log('\n2. Hold a cache to a budget')
const { products, customers, orders, ...rest } = shop()
const cache = boundBytes(new Map<number, object>(), { maxBytes: '1 MB' })
for (const customer of customers) cache.set(customer.id, customer)
console.log(`   ${customers.length.toLocaleString('en')} customers of ${formatBytes(deepSize(customers))} given, 1 MB allowed:`)
console.log(`   ${cache.size.toLocaleString('en')} kept, ${formatBytes(cache.bytes)}`)

const text = JSON.stringify({ ...rest, products, customers, orders })
console.log(`\n3. Where is a structure heavy? A JSON document of ${formatBytes(text.length)}, parsed:`)
const tree = explain(JSON.parse(text)).toString({ rows: 7, width: 77 })
console.log(tree.trimEnd().replace(/^/gm, '   '))
