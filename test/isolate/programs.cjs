// Programs whose heaps a census has to find whole: each gives what keeps it alive.
const { readdirSync, readFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const http = require('node:http')
const { join } = require('node:path')
const { setTimeout: delay } = require('node:timers/promises')

const root = join(__dirname, '../..')
const fromRoot = createRequire(join(root, 'package.json'))
const range = (length, make) => Array.from({ length }, (_, i) => make(i))

class Account {
  #secret = 1.5
  constructor(id) {
    this.id = id
    this.name = `account ${id}`
    this.tags = [id, `t${id % 10}`]
  }
  secret() {
    return this.#secret
  }
}
class Special extends Account {
  extra = new Map([[this.id, new Set([this.id])]])
}

const programs = {
  /** Many values of every kind, held by variables of closures, by WeakMaps, by promises, by symbols. */
  async structures() {
    const weak = new WeakMap()
    const keys = range(500, (i) => ({ i }))
    for (const key of keys)
      weak.set(
        key,
        new (class OnlyByKey {
          held = { key: 1 }
        })(),
      )
    const closures = range(500, (i) => {
      const captured = { i, text: `captured ${i}` }
      return () => captured
    })
    return {
      weak,
      keys,
      closures,
      accounts: range(2000, (i) => new Account(i)),
      special: range(500, (i) => new Special(i)),
      pending: range(300, async () => await new Promise(() => {})),
      strings: range(1000, (i) => `${'rope'.repeat(5)}${i}${Math.random()}`),
      slices: range(500, (i) => `${i} a text that is long enough to be sliced`.repeat(3).slice(5, 60)),
      symbols: range(200, (i) => Symbol(`symbol ${i}`)),
      bigints: range(200, (i) => BigInt(i) ** 40n),
      regexps: range(100, (i) => new RegExp(`pattern ${i}`)),
      doubles: range(200, (i) => range(10, (j) => i + j / 3)),
      boxes: range(500, (i) => ({ x: i + 0.25 })),
      dictionaries: range(100, (i) => Object.fromEntries(range(60, (j) => [`k${i}.${j}`, j]))),
      buffers: range(50, (i) => new Uint8Array(1000 + i)),
      bound: range(100, (i) => Account.prototype.secret.bind(i)),
      dates: range(100, (i) => new Date(i)),
      proxies: range(100, () => new Proxy({}, {})),
    }
  },
  /** An HTTP server while it answers. */
  async http() {
    const store = new Map()
    const server = http.createServer((request, response) => {
      store.set(request.url, { at: Date.now(), headers: request.headers })
      setTimeout(() => response.end('x'.repeat(100)), 5)
    })
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    const agent = new http.Agent({ keepAlive: true, maxSockets: 50 })
    let asked = 0
    const ask = () =>
      http
        .get({ port: server.address().port, host: '127.0.0.1', path: `/${asked++}`, agent }, (response) => {
          response.resume()
          response.on('end', ask)
        })
        .on('error', () => {})
    for (let i = 0; i < 50; i++) ask()
    for (let i = 0; i < 10_000; i++) setTimeout(() => {}, 1e6).unref()
    await delay(1000)
    return { store, server, agent }
  },
  /** The TypeScript compiler on a project: the code generator's sources. */
  async tsc() {
    const { ts } = fromRoot('@ts-morph/common')
    const folder = join(root, 'codegen/src')
    const files = readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .slice(0, 6)
    const program = ts.createProgram(
      files.map((file) => join(folder, file)),
      { noEmit: true, skipLibCheck: true, types: [], noResolve: true, module: 99, target: 9 },
    )
    return { program, problems: ts.getPreEmitDiagnostics(program) }
  },
  /** A bundler after it has bundled the library itself. */
  async rollup() {
    const { rollup } = fromRoot('rollup')
    const bundle = await rollup({ input: join(root, 'dist/esm/heap.js'), external: /^node:/, onwarn() {} })
    return { bundle, output: await bundle.generate({ format: 'es' }) }
  },
  /** What Jest does in a worker: modules of its own, in a realm of its own. */
  async realm() {
    const vm = require('node:vm')
    const context = vm.createContext({ console })
    const source = readFileSync(join(root, 'dist/cjs/bytes.js'), 'utf8')
    vm.runInContext(
      `globalThis.list = []; for (let i = 0; i < 500; i++) { const exports = {}; list.push({ exports, run: new Function('exports', ${JSON.stringify(source)}) }) }`,
      context,
    )
    return context
  },
}

module.exports = { programs }
