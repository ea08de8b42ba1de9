// node --expose-gc agreement-child.cjs <memsize> <values module> <snapshot> [seeds]: builds values, measures them, writes a heap snapshot, and
// measures again: the snapshot collects first, so it is the second measurement that has to agree with it.
const { writeHeapSnapshot } = require('node:v8')

const [memsize, valuesModule, snapshot] = process.argv.slice(2)
const { measure } = require(memsize)

class OracleHolder {
  vals = []
}
const holder = new OracleHolder()
globalThis.holder = holder

async function main() {
  const names = []
  for (const { name, build } of require(valuesModule)) {
    holder.vals.push(await build())
    names.push(name)
  }
  globalThis.gc()
  globalThis.gc()
  holder.vals.map((value) => measure(value))
  writeHeapSnapshot(snapshot)
  process.stdout.write(JSON.stringify(holder.vals.map((value, i) => ({ name: names[i], ...measure(value) }))))
  process.exit(0)
}
main()
