/**
 * npm run oracle:browser: the library as a bundle in Chromium. Measures values there, and compares the sizes with the page's own heap snapshot.
 */
import { build } from 'esbuild'
import { importTypeScript } from './bundle.mjs'
import { snapshotter } from './snapshotter.mjs'

const [suite, { deepOf, findHolder }] = await Promise.all([
  importTypeScript('test/oracle/suite.ts'),
  importTypeScript('src/snapshot/value-policy.ts'),
])

/** Sources of values; where content decides the layout, all three numbers have to be the snapshot's. */
const exact = {
  'a one-byte string': `String.fromCharCode(...Array.from({ length: 9 }, (_, i) => 97 + i), 45)`,
  'a two-byte string': `String.fromCharCode(...Array.from({ length: 9 }, (_, i) => 0x3b1 + i))`,
  'a bigint of two digits': '2n ** 70n',
  'an empty map': 'new Map()',
  'an ArrayBuffer': 'new ArrayBuffer(1000)',
  'a large view': 'new Uint8Array(1000)',
  'a view of a large buffer': 'new Uint8Array(new ArrayBuffer(100000), 10, 10)',
  'a DataView': 'new DataView(new ArrayBuffer(100))',
  'a WeakRef': 'new WeakRef(globalThis)',
  'a date': 'new Date(1700000000123)',
  'an arrow function': '() => 1',
}
const bounded = {
  'a literal': `({ a: 1, b: 'two', c: true })`,
  'a literal with doubles': '({ x: 1.5, y: -0, z: 2 ** 30 })',
  'an object in dictionary mode': 'Object.fromEntries(Array.from({ length: 500 }, (_, i) => ["entry " + i, i]))',
  'an object without prototype': 'Object.assign(Object.create(null), { a: 1, b: 2 })',
  'rows of one shape': 'Array.from({ length: 100 }, (_, id) => ({ id, name: "row " + id, price: id / 3 }))',
  'instances of a class':
    '((Point) => Array.from({ length: 100 }, (_, i) => new Point(i)))(class { constructor(x) { this.x = x; this.y = x / 2 } })',
  'parsed JSON': 'JSON.parse(JSON.stringify(Array.from({ length: 100 }, (_, id) => ({ id, tags: ["a" + id, "b"] }))))',
  'pushed numbers': '(() => { const list = []; for (let i = 0; i < 1000; i++) list.push(i); return list })()',
  'a map': 'new Map(Array.from({ length: 100 }, (_, i) => ["key " + i, { i }]))',
  'a set that shrank': '(() => { const set = new Set(Array(100).keys()); for (let i = 0; i < 90; i++) set.delete(i); return set })()',
  'small views': '[new Uint8Array(8), new Float64Array(4)]',
  'a rope': `'a part of a text, ' + String(2 ** 40)`,
  'a regular expression': '/some text/g',
  'an error': 'new Error("message of an error")',
  'a promise': 'Promise.resolve(1)',
  'a URL': 'new URL("https://example.org/path?query")',
  'an element': 'document.createElement("div")',
}
const values = [...Object.entries(exact), ...Object.entries(bounded)]

const { outputFiles } = await build({
  stdin: { contents: `export { currentLayout, measure } from './src/index.ts'`, resolveDir: process.cwd(), loader: 'ts' },
  bundle: true,
  format: 'iife',
  globalName: 'memsize',
  platform: 'browser',
  target: 'es2022',
  write: false,
})
const script = `${outputFiles[0].text}
class OracleHolder { vals = []; errors = [] }
globalThis.holder = new OracleHolder()
const sources = [${values.map(([, source]) => `() => ${source}`).join(',\n')}]
sources.forEach((source, i) => {
  try {
    holder.vals[i] = source()
    const { lower, bytes, upper, opaque } = memsize.measure(holder.vals[i])
    holder.errors[i] = JSON.stringify({ lower, bytes, upper: String(upper), opaque: opaque.map(({ reason }) => reason) })
  } catch (error) {
    holder.errors[i] = JSON.stringify({ error: String(error) })
  }
})
holder.errors.push(JSON.stringify(memsize.currentLayout()))`

const { graph, errors: reports } = await (await snapshotter('chromium', suite))(script)
const found = reports.map((/** @type {string} */ report) => JSON.parse(report))
const layout = found.pop()
const nodes = findHolder(graph, 'OracleHolder')
/** @type {string[]} */
const problems = []
if (layout?.name !== 'chromium') problems.push(`currentLayout() is ${layout?.name} (${layout?.title})`)
values.forEach(([name], i) => {
  const { lower, bytes, upper, opaque, error } = found[i]
  const truth = deepOf(graph, nodes.get(i)).bytes
  console.log(`${name.padEnd(30)} truth ${truth}, model ${bytes} (${lower} to ${upper})${opaque?.length ? `: ${opaque.join('; ')}` : ''}`)
  if (error) problems.push(`${name}: ${error}`)
  else if (truth < lower || truth > Number(upper)) problems.push(`${name}: ${truth}, not ${lower} to ${upper}`)
  else if (name in exact && (bytes !== truth || lower !== truth || Number(upper) !== truth))
    problems.push(`${name}: ${truth}, got ${lower} ${bytes} ${upper}`)
  else if (!(lower <= bytes && bytes <= Number(upper))) problems.push(`${name}: ${bytes} is not within ${lower} to ${upper}`)
})
console.log(`${layout?.title}: ${values.length} values, ${problems.length} wrong`)
for (const problem of problems) console.log(`  ${problem}`)
if (problems.length > 0) process.exitCode = 1
