// node --allow-natives-syntax read-only-texts-child.cjs <texts>: reads a JSON list of texts, or makes one of all texts of this heap where there is
// none, and has the engine print the string it has of each as a key: a line for each begins with "DebugPrint: 0x", and says in which space it lies.
const { existsSync, readFileSync, rmSync, writeFileSync } = require('node:fs')
const { writeHeapSnapshot } = require('node:v8')

const file = process.argv[2]
if (!existsSync(file)) {
  const snapshot = `${file}.heapsnapshot`
  writeHeapSnapshot(snapshot)
  writeFileSync(file, JSON.stringify(JSON.parse(readFileSync(snapshot, 'utf8')).strings))
  rmSync(snapshot)
}
const print = new Function('text', '%DebugPrint(text)')
for (const text of JSON.parse(readFileSync(file, 'utf8'))) print(Object.keys({ [text]: 0 })[0])
