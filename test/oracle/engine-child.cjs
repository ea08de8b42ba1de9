// node|deno engine-child.cjs <script> <snapshot>: runs the script, prints holder.errors, writes a heap snapshot.
const { readFileSync } = require('node:fs')
const { Script } = require('node:vm')
const { writeHeapSnapshot } = require('node:v8')

const [script, snapshot] = process.argv.slice(2)
globalThis.require = require
new Script(readFileSync(script, 'utf8'), { filename: 'cases.js' }).runInThisContext()
globalThis.settled = Promise.resolve(globalThis.ready).then(() => {
  writeHeapSnapshot(snapshot)
  process.stdout.write(JSON.stringify(globalThis.holder?.errors ?? []))
  process.exit(0)
})
