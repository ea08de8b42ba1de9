import { transformSync as byBabel } from '@babel/core'
import { transformSync as bySwc } from '@swc/core'
import { transformSync as byEsbuild } from 'esbuild'
import { measure } from '../../src/index.js'

// Below ES2022 a compiler makes a #private field an entry of a WeakMap, which no look at the object finds.

const page = 'Page = class Page { #html = new Map([["k", [1, 2, 3]]]); get html() { return this.#html } }'
const methods = 'Page = class Page { shown = 1; #draw() { return this.shown } draw() { return this.#draw() } }'
const plain = 'Page = class Page { shown = 1; set(map) { map.set(this, "__privateAdd(this, _html, 1)") } }'

const compilers: Readonly<Record<string, (text: string) => string>> = {
  esbuild: (text) => byEsbuild(text, { target: 'es2021' }).code,
  swc: (text) => bySwc(text, { jsc: { target: 'es2020' } }).code,
  Babel: (text) => byBabel(text, { configFile: false, plugins: ['@babel/plugin-transform-class-properties'] })?.code as string,
  // as tsc 5.9 writes it for --target es2020
  tsc: () => `var _Page_html
    Page = class Page { constructor() { _Page_html.set(this, new Map([['k', [1, 2, 3]]])) } get html() { return _Page_html.get(this) } }
    _Page_html = new WeakMap()`,
}

const instance = (text: string): object => new Function('Page', `${text}; return new Page()`)() as object

test.each(Object.entries(compilers))('%s: the model says that such a field cannot be seen', (_name, compile) => {
  const object = instance(compile(page))
  const { upper, opaque } = measure(object, { by: 'model' })
  expect(upper).toBe(Infinity)
  expect(opaque).toHaveLength(1)
  expect(opaque[0]?.reason).toMatch(/^the #private fields of \w+, which a compiler put into WeakMaps, cannot be seen$/)
})

test.each(['esbuild', 'swc'])('%s: a private method keeps nothing', (name) => {
  expect(measure(instance((compilers[name] as (text: string) => string)(methods)), { by: 'model' }).opaque).toEqual([])
})

test('what looks like it, and is text or a Map of its own', () => {
  expect(measure(instance(plain), { by: 'model' }).opaque).toEqual([])
})
