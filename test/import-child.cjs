/**
 * Imports every entry of the built package in the environment that is named, and uses the root one. Prints as JSON what it found: which globals the imports
 * changed, and what a few questions answer.
 */
const { readFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { dirname, join } = require('node:path')
const vm = require('node:vm')

const root = join(__dirname, '..')
const files = Object.values(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).exports)
  .filter((entry) => entry.require !== undefined)
  .map((entry) => join(root, entry.require))

/** Loads CommonJS files of the library inside a context; packages and Node's modules come from outside. @param {(source: string, file: string) => Function} compile */
function loader(compile) {
  const loaded = new Map()
  const load = (file) => {
    if (loaded.has(file)) return loaded.get(file).exports
    const module = { exports: {} }
    loaded.set(file, module)
    const outside = createRequire(file)
    const inside = (name) => (name.startsWith('.') ? load(outside.resolve(name)) : outside(name))
    compile(`(function (exports, require, module, __filename, __dirname) { ${readFileSync(file, 'utf8')}\n})`, file)(
      module.exports,
      inside,
      module,
      file,
      dirname(file),
    )
    return module.exports
  }
  return load
}

const inContext = (context) => loader((source, filename) => vm.runInContext(source, context, { filename }))

/** What a program can see of its globals: their names, and those of what the language has. */
const lookAround = `(() => {
  const seen = [globalThis]
  for (const name of ['Symbol', 'Object', 'Array', 'Map', 'Error', 'Promise', 'Reflect', 'JSON']) {
    const value = globalThis[name]
    seen.push(value)
    if (value && value.prototype) seen.push(value.prototype)
  }
  return seen.map((object) => Reflect.ownKeys(object).map(String).sort().join(' '))
})()`

function bare(without, given = {}) {
  const context = vm.createContext({ ...given })
  vm.runInContext(without.map((name) => `delete globalThis.${name}`).join('\n'), context)
  return { load: inContext(context), run: (source) => vm.runInContext(source, context) }
}

const environments = {
  plain: () => ({ load: require, run: (source) => vm.runInThisContext(source) }),
  jsdom() {
    const { JSDOM } = require('jsdom')
    const context = new JSDOM('', { runScripts: 'outside-only' }).getInternalVMContext()
    // as Jest's environment gives it; no TextDecoder
    vm.runInContext('globalThis', context).process = process
    return { load: inContext(context), run: (source) => vm.runInContext(source, context) }
  },
  'happy-dom'() {
    const { Window } = require('happy-dom')
    const window = new Window()
    const context = vm.isContext(window) ? window : vm.createContext(window)
    return { load: inContext(context), run: (source) => vm.runInContext(source, context) }
  },
  'nothing but the language': () => bare(['WebAssembly', 'SharedArrayBuffer', 'Intl', 'WeakRef', 'FinalizationRegistry', 'Atomics']),
  'a context with a process': () => bare([], { process }),
  'a context with a process, without WeakRef': () =>
    bare(['WebAssembly', 'SharedArrayBuffer', 'Intl', 'WeakRef', 'FinalizationRegistry'], { process }),
  'a frozen Symbol and global object'() {
    Object.freeze(Symbol)
    Object.freeze(globalThis)
    return environments.plain()
  },
  ses() {
    require('ses')
    // the rest of this script is not hardened, and may override
    globalThis.lockdown({ errorTaming: 'unsafe', overrideTaming: 'severe', stackFiltering: 'verbose' })
    return environments.plain()
  },
}

const { load, run } = environments[process.argv[2]]()
const before = run(lookAround)
// budget, lru-cache and the like ask for Node's timers where they are used
const entries = files.map((file) => load(file))
const after = run(lookAround)
const memsize = entries[0]
const value = run(
  `({ list: [1.5, 'text', { a: new Map([[1, { b: 'grüße, ' + String.fromCodePoint(0x1f600) }]]) }], bytes: new Uint8Array(1000) })`,
)
const { bytes, lower, upper, by } = memsize.measure(value)
const described = (() => {
  class Pool {}
  memsize.defineSize(Pool, (_pool, meter) => meter.external('pages', 4096))
  return memsize.measure(new Pool()).external
})()
process.stdout.write(
  JSON.stringify({
    entries: entries.map((entry) => Object.keys(entry).length),
    changed: before.filter((names, i) => names !== after[i]),
    inOrder: lower <= bytes && bytes <= upper,
    bytes,
    by,
    described,
    probe: memsize.currentLayout().probe,
    model: memsize.deepSize(value, { by: 'model' }),
    lines: memsize.explain(value).toString().split('\n').length,
    rows: memsize.byClass(value).rows.length,
    nodes: memsize.graph(value).nodeCount,
  }),
)
