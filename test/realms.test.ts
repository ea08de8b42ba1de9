import { execFileSync } from 'node:child_process'
import { runInNewContext } from 'node:vm'
import { measure } from '../src/index.js'

describe('an object of another realm weighs what one of this realm does', () => {
  const sources = [
    '({ a: 1, b: { c: [1, 2.5, "three"] } })',
    '[{}, [], [1, , 3]]',
    'Array.from({ length: 50 }, (_, id) => ({ id, at: id / 3 }))',
    'new Map(Array.from({ length: 100 }, (_, i) => [i, { i }]))',
    'new Set(["a text", {}, new Set()])',
    'new (class Cache extends Map { limit = 10 })([[1, {}]])',
    'new (class Point { x = 1; y = 2.5 })()',
    'Object.assign(Object.create(null), { a: {} })',
    '(function () { return arguments })(1, {})',
    '(function () { "use strict"; return arguments })(1, {})',
    'new Date(1e12)',
    '/x(y)/g',
    'new Error("message")',
    'new (class Failure extends TypeError {})("message")',
    'new ArrayBuffer(1000)',
    'new Uint8Array(8)',
    'new Float64Array(1000)',
    'new DataView(new ArrayBuffer(100))',
    'new SharedArrayBuffer(100)',
    'new WeakMap()',
    'new WeakSet()',
    'Object("boxed")',
    'Object(1.5)',
    'Object(1n)',
    '() => 1',
    '(function f() {})',
    '(class {})',
    '(function () {}).bind({})',
    'Object.assign(() => 1, { a: { b: 1 } })',
    '(function* () {})()',
    'new Map([[1, 2]]).keys()',
    'new Set([1]).values()',
    'new Proxy({}, {})',
    '[Symbol("mark"), 2n ** 70n, "text", 1.5]',
    'Object.defineProperty({}, "a", { get() {} })',
    'Object.freeze({ a: Object.freeze([1]) })',
  ]
  test.each(sources)('%s', (source) => {
    // a Function belongs to the realm of this test
    // an Error refers to what called it, which differs
    const by = source.includes('Error') ? 'model' : undefined
    const { upper, ...here } = measure(new Function(`return ${source}`)(), { by })
    const there = measure(runInNewContext(source), { by })
    expect(there).toMatchObject(here)
    // a class of another realm may be a subclass
    expect(there.upper).toBeGreaterThanOrEqual(upper)
    expect(here.count).toBeGreaterThan(0)
  })
})

test('two copies of the library, in two formats, know one another', () => {
  const script = `
    import { createRequire } from 'node:module'
    import * as esm from './dist/esm/index.js'
    const cjs = createRequire(import.meta.url)(process.cwd() + '/dist/cjs/index.js')
    class A {}
    class B {}
    class C { [cjs.describeMemory](meter) { meter.external('c', 3) } }
    esm.defineSize(A, (_, meter) => meter.external('a', 1))
    cjs.defineSize(B, (_, meter) => meter.external('b', 2))
    const external = ({ measure }) => [new A(), new B(), new C()].map(object => measure(object).external)
    console.log(JSON.stringify([esm.describeMemory === cjs.describeMemory, esm.measure !== cjs.measure, external(esm), external(cjs)]))`
  const told = execFileSync(process.execPath, ['--input-type=module', '-e', script]).toString()
  expect(JSON.parse(told)).toEqual([true, true, [1, 2, 3], [1, 2, 3]])
})
