// Loads every compiled case of every compiler, and prints what the library says of its values, and whether the engine agrees: one line of JSON.
const { readdirSync } = require('node:fs')
const { join } = require('node:path')
const { createRequire } = require('node:module')
const { setImmediate: turn } = require('node:timers/promises')

const [folder] = process.argv.slice(2)
const load = createRequire(join(folder, 'child.js'))
// where it is loaded, some compilers' code tells it the types of fields
load('reflect-metadata')
const { explain, measure, shallowSize } = load('memsize')
const { verify } = load('memsize/heap')

let uncaught = []
process.on('uncaughtException', (error) => uncaught.push(String(error)))
process.on('warning', (warning) => {
  if (warning.name === 'MemSizeWarning') uncaught.push(String(warning))
})

function said(value) {
  const { external, opaque } = measure(value)
  const { className, skipped = [], children = [] } = explain(value).toJSON({ rows: 50, depth: 1 })
  const types = typesOf(value)
  return {
    className,
    parts: children
      .map(({ name }) => name)
      .sort()
      .join(' '),
    skipped: Object.fromEntries(skipped.map(({ name, reason }) => [name, reason])),
    external,
    opaque: opaque.map(({ reason }) => reason),
    ...(types && { types }),
  }
}

/** The hints that the library keeps of the fields' types. */
function typesOf(value) {
  const known = globalThis[Symbol.for('memsize.decorated')].byPrototype.get(Object.getPrototypeOf(value))
  const hints = known?.rules.filter(({ type }) => type !== undefined).map(({ name, type }) => [String(name), type.name])
  return hints?.length ? Object.fromEntries(hints) : undefined
}

const enumerable = (object) => {
  const keys = []
  for (const key in object) keys.push(key)
  return keys
}
/** What decorators must not change. */
const looks = (object) => ({
  bytes: shallowSize(object),
  json: JSON.stringify(object),
  own: Reflect.ownKeys(object).map(String),
  enumerable: enumerable(object),
  ofPrototype: enumerable(Object.getPrototypeOf(object)),
})

const each = (record, use) => Object.fromEntries(Object.entries(record).map(([key, value]) => [key, use(value)]))

/** Whether the model's bounds hold. */
function isBounded(value) {
  const { lower, upper } = measure(value, { by: 'model' })
  const { bytes } = measure(value)
  return lower <= bytes && bytes <= upper
}

/** The values that the engine shall be asked of, all at once: a snapshot takes its time. */
const examples = {}

async function run(compiler, name) {
  uncaught = []
  try {
    const { values = {}, unsure = {}, twins = {}, facts = {} } = valuesOf(load(`./${compiler}/${name}.js`))
    examples[compiler][name] = values
    await turn()
    const unbounded = Object.keys(values).filter((key) => !isBounded(values[key]))
    return { values: each({ ...values, ...unsure }, said), unbounded, twins: each(twins, (all) => all.map(looks)), facts, uncaught }
  } catch (error) {
    return { error: String(error) }
  }
}

const valuesOf = (exported) => (exported.default ? { values: { made: new exported.default() } } : exported)

async function main() {
  const found = {}
  for (const compiler of readdirSync(folder).filter((name) => /^(standard|legacy) /.test(name))) {
    examples[compiler] = {}
    found[compiler] = {}
    for (const file of readdirSync(join(folder, compiler))) {
      const name = file.replace(/\.js$/, '')
      found[compiler][name] = await run(compiler, name)
    }
  }
  const { by, faults, bytes, truth } = await verify(examples)
  process.stdout.write(JSON.stringify({ found, verified: { by, faults, bytes, truth } }))
}
main()
