import { bigint, date, fastObject, fixedArray, flatString, heapNumber, literalObject } from '../../../src/layout/v8.js'
import type { HeaderKind, Layout } from '../../../src/protocol.js'
import { type Case, range, run } from './case.js'

export function* misc(): Generator<Case> {
  yield* bigints()
  yield* dates()
  yield* wrapped()
  yield* functions()
  for (const [kind, source] of Object.entries(headerOnly)) {
    yield { name: `the header of ${kind}`, source, predict: (l) => l.headers[kind as HeaderKind], size: 'shallow' }
  }
}

/** Values whose own object is all its kind fixes; what else they hold is the engine's, and shared. */
const headerOnly: Partial<Record<HeaderKind, string>> = {
  regexp: '/a+b/g',
  error: 'new Error',
  weakRef: run('const target={};keep(target);return new WeakRef(target)'),
  finalizationRegistry: 'new FinalizationRegistry(()=>{})',
  promise: 'Promise.resolve(1)',
  arrow: '()=>1',
  function: '(function(){})',
  generator: run('const make=function*(){};const a=range(20).map(()=>make());keep(a,make);return a[0]'),
  asyncGenerator: run('const make=async function*(){};const a=range(20).map(()=>make());keep(a,make);return a[0]'),
  arrayIterator: '[1].values()',
  mapIterator: 'new Map().entries()',
  stringIterator: "'a'[Symbol.iterator]()",
  intl: "new Intl.Collator('en')",
  wasmMemory: 'new WebAssembly.Memory({initial:1})',
}

function* bigints(): Generator<Case> {
  for (const x of [0n, 1n, -1n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 128n - 1n, 2n ** 128n, 2n ** 1000n]) {
    const digits = x === 0n ? 0 : Math.ceil(x.toString(2).replace('-', '').length / 64)
    yield {
      name: `BigInt of ${digits} digits`,
      source: `[BigInt('${x}')]`,
      predict: (l) => l.headers.array + fixedArray(l, 1) + bigint(l, digits),
    }
  }
}

function* dates(): Generator<Case> {
  for (const time of [0, 1e9, 2 ** 30, 2 ** 31 - 1, 2 ** 31, 1_700_000_000_123]) {
    yield { name: `new Date(${time})`, source: `new Date(${time})`, predict: (l) => date(l, time) }
  }
}

function* wrapped(): Generator<Case> {
  const inArray = (l: Layout, bytes: number) => l.headers.array + fixedArray(l, 1) + bytes
  yield { name: 'Symbol()', source: '[Symbol()]', predict: (l) => inArray(l, l.headers.symbol) }
  yield { name: 'Symbol(description)', source: '[Symbol(text(20))]', predict: (l) => inArray(l, l.headers.symbol + flatString(l, 20)) }
  yield { name: 'new Number(5)', source: 'new Number(5)', predict: (l) => l.headers.boxedPrimitive }
  yield { name: 'new Number(5.5)', source: 'new Number(5.5)', predict: (l) => l.headers.boxedPrimitive + heapNumber(l) }
  yield { name: 'new String', source: 'new String(text(10))', predict: (l) => l.headers.boxedPrimitive + flatString(l, 10) }
  yield { name: 'new Boolean', source: 'new Boolean(true)', predict: (l) => l.headers.boxedPrimitive }
  yield { name: 'Proxy', source: 'new Proxy({},{})', predict: (l) => l.headers.proxy + 2 * literalObject(l, 0) }
}

function* functions(): Generator<Case> {
  yield { name: 'a bound function', source: '(()=>1).bind(null)', predict: (l) => l.headers.boundFunction + l.headers.arrow }
  for (const n of range(1, 3)) {
    yield {
      name: `a bound function, ${n} arguments`,
      source: `(()=>1).bind(null,${range(1, n)})`,
      predict: (l) => l.headers.boundFunction + l.headers.arrow + fixedArray(l, n),
    }
    yield {
      name: `arguments of a sloppy function, ${n}`,
      source: `(function(){return arguments})(${range(1, n)})`,
      predict: (l) => l.headers.sloppyArguments + fixedArray(l, n) + l.headers.function,
    }
    yield {
      name: `arguments of a strict function, ${n}`,
      source: `(function(){'use strict';return arguments})(${range(1, n)})`,
      predict: (l) => l.headers.strictArguments + fixedArray(l, n),
      size: 'shallow',
    }
  }
  yield { name: 'an object with a function', source: '({method:()=>1})', predict: (l) => fastObject(l, 1) + l.headers.arrow }
}
