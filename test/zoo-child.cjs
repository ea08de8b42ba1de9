// Measures every value of the zoo, and every value within reach of the global object; prints what is wrong: one line of JSON.
const { builtinModules } = require('node:module')
const { measure, deepSize, shallowSize, exceeds, byClass, explain, measureAsync, layouts } = require('../dist/cjs/index.js')
const { zoo, keepers } = require('./zoo.cjs')

const wrong = {}
const isSize = (n) => Number.isSafeInteger(n) && n >= 0

/** What is wrong with a measurement. */
function faults({ bytes, lower, upper, external, slack, count, opaque, complete }) {
  const facts = {
    'bytes, lower, count, external or slack is no size': [bytes, lower, count, external, slack].every(isSize),
    'upper is no size': upper === Infinity || isSize(upper),
    'not lower <= bytes <= upper': lower <= bytes && bytes <= upper,
    'external > bytes': external <= bytes,
    'an opaque part without reason, path or count': opaque.every((o) => o.reason && o.path.startsWith('$') && o.count > 0),
    'unbounded without a reason': upper < Infinity || opaque.length > 0 || !complete,
  }
  const found = Object.keys(facts).filter((name) => !facts[name])
  return found.length > 0 ? [...found, JSON.stringify({ bytes, lower, upper, external, slack, count })] : []
}

/** Does something to a value; what it says or throws is wrong. */
function check(name, action) {
  try {
    const found = action()
    if (found.length > 0) wrong[name] = found
  } catch (error) {
    wrong[name] = String(error?.stack ?? error)
  }
}

const isSame = (value, bytes) => deepSize(value) === bytes

async function main() {
  const animals = await zoo()
  for (const [name, value] of Object.entries(animals)) {
    const measured = measure(value)
    check(name, () => faults(measured))
    check(`${name}: exceeds`, () => {
      const bytes = deepSize(value)
      const answers = [exceeds(value, bytes), bytes === 0 || exceeds(value, bytes - 1)]
      // process and its like change by being looked at
      return isSame(value, bytes) && (answers[0] || !answers[1]) ? [`more than ${bytes}, its size: ${answers}`] : []
    })
    check(`${name}: shallow`, () => (isSize(shallowSize(value)) ? [] : [shallowSize(value)]))
    check(`${name}: owned`, () => faults(measure(value, { assume: 'owned' })))
    check(`${name}: byClass and explain`, () => (byClass(value).toString() && explain(value).toString() ? [] : ['nothing']))
    for (const layout of [layouts.chromium, layouts.jsc, layouts.spidermonkey])
      check(`${name}: ${layout.name}`, () => faults(measure(value, { layout, limit: 100_000 })))
    try {
      const slowly = await measureAsync(value)
      if (slowly.bytes !== measured.bytes && isSame(value, measured.bytes)) wrong[`${name}: async`] = [slowly.bytes, measured.bytes]
    } catch (error) {
      wrong[`${name}: async`] = String(error?.stack)
    }
  }
  const reached = everythingFrom(
    [
      globalThis,
      require,
      ...builtinModules.filter((name) => !/^_|inspector|repl|wasi|punycode|sys$/.test(name)).map((name) => require(name)),
    ],
    6000,
  )
  for (let i = 0; i < reached.length; i++) {
    check(`reached ${i}`, () => faults(measure(reached[i], { limit: 500 })))
    check(`reached ${i}: shallow`, () => (isSize(shallowSize(reached[i])) ? [] : [shallowSize(reached[i])]))
  }
  console.log(JSON.stringify({ animals: Object.keys(animals).length, kept: Object.keys(keepers).length, reached: reached.length, wrong }))
}

/** Objects within reach of some, prototypes and accessors' functions too. */
function everythingFrom(roots, most) {
  const seen = new Set(roots)
  for (const object of seen) {
    if (seen.size >= most) break
    let parts = []
    try {
      const own = Object.values(Object.getOwnPropertyDescriptors(object))
      parts = [Object.getPrototypeOf(object), ...own.flatMap((property) => [property.value, property.get, property.set])]
    } catch {
      // a namespace that is not initialized, or the like
    }
    for (const part of parts) if ((typeof part === 'object' && part !== null) || typeof part === 'function') seen.add(part)
  }
  return [...seen]
}

main().then(() => process.exit(0))
