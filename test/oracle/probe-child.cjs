// node --expose-gc probe-child.cjs <dist> <values> <snapshot>: builds values, measures them by the probe, writes a heap snapshot and measures again:
// the snapshot collects first, so it is the second measurement that has to agree with it. `values` is a module that lists them, or a script that puts
// them into prelude.js's holder. Prints a line of JSON for each value, one with the own bytes of objects that they lead to, one with those of texts
// in read-only space.
const { readFileSync } = require('node:fs')
const { writeHeapSnapshot } = require('node:v8')
const { join } = require('node:path')
const { Script } = require('node:vm')
const { readOnlyTexts } = require('./read-only-texts.cjs')

const [dist, source, snapshot] = process.argv.slice(2)
const { measure, shallowSize } = require(join(dist, 'index.js'))
const { theProbe } = require(join(dist, 'probe/probe.js'))
const { described } = require(join(dist, 'probe/descriptions.js'))

const options = JSON.parse(process.env.OPTIONS ?? '{}')
/** How many objects are looked at one by one: those nearest to the values. */
const mostObjects = Number(process.env.OBJECTS ?? 20_000)
const plain = { slack: false, contexts: false, ...options }

const probe = theProbe()
if (typeof probe === 'string') throw new Error(`Expected the probe, got: ${probe}`)

class OracleHolder {
  vals = []
}
class ObjectsHolder {
  vals = []
}
class FreeHolder {
  vals = []
}
const holders = [new OracleHolder(), new ObjectsHolder(), new FreeHolder()]
const [held, objects, free] = holders
globalThis.oracle = holders

/** `{ name, build, exact }` as kinds.cjs has them: where `exact` is missing, the value is awaited. */
async function valuesOf(list) {
  const names = []
  for (const { name, build, exact } of await list) {
    held.vals.push(exact === undefined ? await build() : build())
    names.push(name)
  }
  return names
}

function valuesOfScript() {
  new Script(readFileSync(source, 'utf8'), { filename: 'cases.js' }).runInThisContext()
  const { vals, errors } = Reflect.get(globalThis, 'holder')
  if (errors.some(Boolean)) throw new Error(`A case failed: ${errors.find(Boolean)}`)
  held.vals = vals
  return vals.map((_, i) => String(i))
}

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function'

/** The objects that the values lead to, by the probe's word: private fields, and what promises and iterators hold, are among them. */
function objectsOf(values) {
  const found = new Set(values.filter(isObject))
  const list = [...found]
  for (let done = 0; done < list.length && list.length < mostObjects; ) {
    const batch = list.slice(done, done + 1024)
    done += batch.length
    for (const object of probe.children(batch, new Uint32Array(batch.length))) {
      if (found.size >= mostObjects) break
      if (found.size !== found.add(object).size) list.push(object)
    }
  }
  return list
}

async function main() {
  const names = source.endsWith('.js') ? valuesOfScript() : await valuesOf(require(source))
  globalThis.gc()
  globalThis.gc()
  for (const value of held.vals) measure(value, options)
  objects.vals = objectsOf(held.vals)
  // as a key a text becomes the engine's one string of that content
  free.vals = readOnlyTexts(process.versions.v8.split('.')[0]).map((text) => Object.keys({ [text]: 0 })[0])
  writeHeapSnapshot(snapshot)
  const lines = held.vals.map((value, i) => {
    const isDescribed = probe.deep(value, described, plain) === 'described'
    return JSON.stringify({ name: names[i], isDescribed, ...measure(value, options), shallow: shallowSize(value) })
  })
  for (const { vals } of [objects, free]) lines.push(JSON.stringify(vals.length > 0 ? [...probe.shallow(vals)] : []))
  process.stdout.write(lines.join('\n'), () => process.exit(0))
}
main()
