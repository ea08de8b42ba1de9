// node --expose-gc --no-incremental-marking agreement-child.cjs <dist> <values module> <snapshot>: builds values, measures them, writes a heap
// snapshot, and measures again: the snapshot collects first, so it is the second measurement that has to agree with it. Prints a line of JSON for
// each value.
const { writeHeapSnapshot } = require('node:v8')
const { join } = require('node:path')

const [dist, valuesModule, snapshot] = process.argv.slice(2)
const { measure } = require(join(dist, 'index.js'))
const { Walk } = require(join(dist, 'model/walk.js'))
const { rulesFor } = require(join(dist, 'layout/rules-for.js'))
const { runningLayout } = require(join(dist, 'layout/running.js'))

class OracleHolder {
  vals = []
}
const holder = new OracleHolder()
globalThis.holder = holder

/** Objects of larger values are not listed one by one: the file would be larger than the snapshot. */
const mostListed = 5_000

/** Every object of a value with its own bytes and the step that led to it: [parent, step, lower, upper]. */
function objectsOf(value) {
  const rules = rulesFor(runningLayout())
  const first = new Walk({ rules, running: rules })
  first.start(value)
  first.run()
  first.finish()
  if (first.count > mostListed) return []
  const rows = []
  let trail
  const recorder = {
    begin(started) {
      trail = started
    },
    object(node) {
      const step = trail.steps[node]
      rows[node] = [trail.parents[node], typeof step === 'string' || typeof step === 'number' ? step : null, 0, 0]
    },
    primitive() {},
    bytes(node, _bytes, lower, upper) {
      if (!rows[node]) return
      rows[node][2] += lower
      rows[node][3] += upper
    },
    skipped() {},
  }
  const second = new Walk({ rules, running: rules, findings: first.findings, recorder })
  second.start(value)
  second.run()
  return rows.map((row) => row ?? null)
}

async function main() {
  const names = []
  for (const { name, library, build, exact } of require(valuesModule)) {
    // kinds have promises among them, which are values and not to be waited for
    holder.vals.push(exact === undefined ? await build() : build())
    // a scavenge takes the node of a flattened rope away, unless marking is under way; a full collection that comes first leaves it: in what libraries
    // build, chance would decide
    if (library !== undefined) globalThis.gc({ type: 'minor' })
    names.push({ name, exact })
  }
  globalThis.gc()
  globalThis.gc()
  for (const value of holder.vals) measure(value, { by: 'model' })
  writeHeapSnapshot(snapshot)
  const lines = holder.vals.map((value, i) =>
    JSON.stringify({ ...names[i], ...measure(value, { by: 'model' }), objects: objectsOf(value) }),
  )
  process.stdout.write(lines.join('\n'), () => process.exit(0))
}
main()
