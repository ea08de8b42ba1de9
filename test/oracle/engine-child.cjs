// node|deno engine-child.cjs <script> <snapshot>: runs the script, writes a heap snapshot, prints holder.errors.
const { readFileSync } = require('node:fs')
const { Script } = require('node:vm')
const { writeHeapSnapshot } = require('node:v8')

const [script, snapshot] = process.argv.slice(2)
new Script(readFileSync(script, 'utf8'), { filename: 'cases.js' }).runInThisContext()
writeHeapSnapshot(snapshot)
const holder = Reflect.get(globalThis, 'holder')
process.stdout.write(JSON.stringify(holder?.errors ?? []), () => process.exit(0))
