// Functions with what they hold in their closures, for { contexts: true }. Most are evaluated as scripts of their own, in sloppy code, so that no
// closure leads to the variables of this module, and with them to `require` and all of Node.
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')
const vm = require('node:vm')

const list = []
const add = (name, build) => list.push({ name, build, exact: true })
/** What a function gives that is made again of its source. */
const script = (name, build) => add(name, () => vm.runInThisContext(`(${build})()`))

// in the scope of such scripts
globalThis.array = (n) => Array.from({ length: n }, (_, i) => i)
globalThis.advance = (iterator, times = 1) => {
  for (let i = 0; i < times; i++) iterator.next()
  return iterator
}
const { array, advance } = globalThis

// what is captured
script('nothing captured', () => () => 1)
script('an object captured', () => {
  const big = { a: [1, 2, 3], b: `some text ${Math.random()}` }
  return () => big
})
script('what nobody reads is not kept', () => {
  const big = new Array(1000).fill(0)
  const small = { n: big.length }
  return () => small
})
script('numbers captured, a fraction and a large one', () => {
  const x = Math.random()
  const y = 2 ** 40
  return () => x + y
})
script('a fraction that is written', () => {
  let x = 0.5
  const add = () => (x += 0.25)
  add()
  add()
  return add
})
script('a small integer that is written', () => {
  let n = 0
  const add = () => ++n
  for (let i = 0; i < 50; i++) add()
  return add
})
script('a number that becomes an object', () => {
  let n = 0
  const set = (value) => (n = value)
  for (let i = 0; i < 50; i++) set(i)
  set(0.5)
  set({ a: [1] })
  return set
})
script('two closures of one context', () => {
  const shared = { a: {} }
  return [() => shared, (x) => (shared.x = x)]
})
script('variables that only another closure of the context reads', () => {
  const a = [1]
  const b = [[2]]
  const f = () => a
  const g = () => b
  return g.length === 0 ? f : g
})
script('nested scopes', () => {
  const a = [1]
  return (() => {
    const b = [2]
    return (() => {
      const c = [3]
      return () => [a, b, c]
    })()
  })()
})
script('a scope in between that captures nothing', () => {
  const a = [1]
  return (() =>
    (() => {
      const c = [3]
      return () => [a, c]
    })())()
})
script('let in a loop', () => {
  const list = []
  for (let i = 0; i < 5; i++) {
    const part = { i }
    list.push(
      () => part,
      () => i,
    )
  }
  return list
})
script('blocks', () => {
  const list = []
  {
    let a = {}
    {
      const b = [a]
      list.push(
        () => b,
        () => (a = b),
      )
    }
  }
  return list
})
script('a catch clause', () => {
  try {
    throw { thrown: [1] }
  } catch (error) {
    return () => error
  }
})
script('parameters', () => ((a, b = () => a, ...c) => [b, () => c])({ a: 1 }, undefined, [1], [2]))
script('arguments that share variables', () =>
  (function (a) {
    const all = arguments
    return [() => [all, a], (x) => (a = x)]
  })({}, [1]),
)
script('a function that names itself', () => {
  const own = {}
  return function self() {
    return [self, own]
  }
})
script('this, captured', () =>
  function () {
    return () => this
  }.call({ receiver: [1] }),
)
script('new.target, captured', () => {
  class A {
    constructor() {
      this.f = () => new.target
    }
  }
  return new A()
})
script('a cycle through a context', () => {
  const node = { f: () => node }
  return node.f
})
script('methods and accessors', () => {
  const state = { n: [1] }
  return {
    get n() {
      return state.n
    },
    set n(value) {
      state.n = value
    },
    m() {
      return state
    },
  }
})
script('a bound closure', () => {
  const a = [1]
  return (() => a).bind({ b: 1 }, [2])
})
script('partial application', () => {
  const partial =
    (f, ...args) =>
    (...more) =>
      f(...args, ...more)
  return array(20).map((i) => partial((a, b) => a + b + i, [i]))
})
script('memoized', () => {
  const memo = (f) => {
    const seen = new Map()
    return (x) => seen.get(x) ?? (seen.set(x, f(x)), seen.get(x))
  }
  const f = memo((x) => ({ x }))
  for (let i = 0; i < 20; i++) f(i)
  return f
})
script('an event emitter', () => {
  const on = {}
  const api = {
    on(name, f) {
      ;(on[name] ??= []).push(f)
    },
    emit(name) {
      for (const f of on[name] ?? []) f()
    },
  }
  api.on('a', () => api)
  api.on('b', () => on)
  return api
})

// classes
script('a class that captures', () => {
  const kept = { a: 1 }
  return class {
    method() {
      return kept
    }
  }
})
script('class fields that capture', () => {
  const kept = { a: 1 }
  class A {
    f = () => [this, kept]
    g = 1.5
  }
  return [new A(), new A()]
})
script('private methods and static blocks', () => {
  const kept = [1]
  class A {
    #x = kept
    static s
    static {
      const t = [2]
      A.s = () => t
    }
    #m() {
      return this.#x
    }
    get m() {
      return () => this.#m()
    }
  }
  return [new A().m, A.s]
})
script('computed keys and super', () => {
  class A {
    a() {
      return 1
    }
  }
  const key = `k${Math.random()}`
  class B extends A {
    [key]() {
      return super.a()
    }
    f = () => super.a()
  }
  return new B()
})

// suspended functions
script('a generator, not begun', () =>
  (function* (a) {
    yield a
  })({ a: 1 }),
)
script('a generator, suspended', () =>
  advance(
    (function* (a) {
      const b = { c: [1] }
      yield () => b
      yield a
    })({ a: 1 }),
  ),
)
script('a generator in a loop', () =>
  advance(
    (function* () {
      for (let i = 0; ; i++) {
        const part = { i }
        yield () => part
      }
    })(),
    3,
  ),
)
script('a generator, finished', () =>
  advance(
    (function* (a) {
      const b = [a]
      yield b
      return () => b
    })({}),
    5,
  ),
)
script('a generator that delegates', () =>
  advance(
    (function* () {
      const own = {}
      yield* (function* () {
        const inner = [own]
        yield inner
        yield 2
      })()
    })(),
  ),
)
script('an async generator', () =>
  advance(
    (async function* () {
      const a = {}
      yield () => a
      await new Promise(() => {})
    })(),
    2,
  ),
)
script('an async function that waits', () => {
  let done
  const gate = new Promise((resolve) => (done = resolve))
  const waits = async (x) => {
    const b = { x }
    await gate
    return () => b
  }
  return [waits([1]), done]
})
script('promises and their reactions', () => {
  const big = { a: 1 }
  const wait = new Promise(() => {})
  return [wait, wait.then(() => big), wait.catch(() => [big])]
})
script('what settles a promise', () => {
  let both
  new Promise((...functions) => (both = functions))
  return both
})
script('Promise.all and the like', () => {
  const wait = new Promise(() => {})
  return [Promise.all([wait, 1]), Promise.any([wait]), Promise.allSettled([wait]), Promise.race([wait])]
})
script('an iterator helper', () => {
  const kept = [1]
  const values = [1, 2, 3].values()
  return advance(values.map === undefined ? values : values.map((x) => [x, kept]))
})
script('a finalization registry', () => {
  const kept = [1]
  return new FinalizationRegistry(() => kept)
})
script('a Proxy', () => {
  const kept = {}
  return new Proxy(() => kept, { get: () => kept })
})

// scopes that are made while a function runs; as texts, since no tool reads such code
const text = (name, source) => add(name, () => vm.runInThisContext(source))
text('eval in a function', '(() => { const a = [1]; return (() => { eval("var made = { a: 1 }"); return () => [a, made] })() })()')
text('a function that may call eval', '(() => { const a = [1], b = [2]; return function () { return eval("1") } })()')
text('strict eval', '(() => { "use strict"; const a = [1]; return eval("let inner = [a]; () => inner") })()')
text('with', '(function () { const scope = { x: [1] }; with (scope) { return () => x } })()')
text('a parameter scope of its own', '((a = {}, f = () => a) => { var a = [1, 2]; return [f, () => a] })()')
text('Function', '(() => { const hidden = [1]; return new Function("return 1") })()')

// variables of scripts are the realm's
text('let of a script', 'let scripted = { big: new Array(1000).fill({}) }; () => scripted')
text('a scope inside of a script', 'const outer = { a: [1] }; (() => { const inner = [outer]; return () => [inner, outer] })()')
add('a script of another realm', () =>
  vm.runInNewContext('const there = { a: [1] }; (() => { const inner = [2]; return () => [inner, there] })()'),
)
add('a compiled function', () => vm.compileFunction('const a = { x: [1] }; return () => [a, given]', ['given'])([2]))

script('hot closures', () => {
  const make = (x) => {
    let n = x
    return () => (n += x)
  }
  const counters = array(50).map((i) => make(i + 0.5))
  for (let k = 0; k < 20000; k++) counters[k % 50]()
  return counters
})
script('many of one kind', () =>
  array(500).map((i) => {
    const part = { i, text: `text ${i}` }
    return { read: () => part, write: (more) => Object.assign(part, more) }
  }),
)

// of modules: the one leads to `require`, the other's variables are its module's
const ofThisModule = { a: [1] }
add('a closure of a CommonJS module', () => () => ofThisModule)
list.push({
  name: 'a closure of an ES module',
  build: async () => (await import(pathToFileURL(join(__dirname, 'closures-module.mjs')).href)).read,
})

module.exports = list
