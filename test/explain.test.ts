import { byClass, defineSize, explain, layouts, MemSizeError, measure, Tracker } from '../src/index.js'
import type { SizeOptions } from '../src/options.js'
import { printable, textWidth } from '../src/printable.js'

class Point {
  readonly x: number
  readonly y: number

  constructor(x: number, y: number) {
    this.x = x
    this.y = y
  }
}

const symbol = Symbol('a symbol')
const cycle: { name: string; self?: unknown } = { name: 'a cycle' }
cycle.self = cycle
const buffer = new ArrayBuffer(64)
const range = <T>(length: number, make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i))
const dictionary = (length: number) => Object.fromEntries(range(length, (i) => [`key number ${i}`, { i }]))

const values: [name: string, value: unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['a small number', 3],
  ['a boxed number', 1.5],
  ['a string', 'hello world'],
  ['a bigint', 2n ** 100n],
  ['a symbol', symbol],
  ['a function', Object.assign(() => {}, { extra: { retained: 'value' } })],
  ['a plain object', { a: 1, b: 'two', c: [1, 2, 3] }],
  ['a cycle', cycle],
  [
    'a Map',
    new Map<unknown, unknown>([
      ['a key', { x: 1 }],
      [{ k: 1 }, 'a longer value'],
    ]),
  ],
  ['a large Map', new Map(range(10_000, (i) => [`k${i}`, { i, name: `value ${i % 7}` }]))],
  ['a Set', new Set(['one', 'two', 1.5])],
  ['bigints and symbols', [1n, 2n ** 100n, Symbol('one two'), Symbol('one two')]],
  ['platform objects', [new Date(), /abc/g, new Error('boom'), Promise.resolve(1), new WeakMap(), new URL('https://a.b/c?d')]],
  ['boxed primitives', [new Number(1.5), new String('a string in a box'), Object(1n), Object(Symbol('x'))]],
  ['buffers', [new Float64Array(100), new Uint8Array(4), new Int8Array(4), Buffer.from('abc'), new ArrayBuffer(100)]],
  ['a shared buffer', [new Uint8Array(buffer), new Int8Array(buffer)]],
  ['instances', range(100, (i) => new Point(i, i + 0.5))],
  ['numbers with and without boxes', range(50, (i) => ({ v: i % 2 ? i : i + 0.5, w: i }))],
  ['a mixed array', [1, 'a b c', 1.5, {}, [], undefined]],
  ['holes', [1, , 3]],
  ['a sparse array', Object.assign([], { 100_000: 'far away' })],
  ['a long array', range(20_000, (i) => (i % 3 ? `s${i}` : { i }))],
  ['repeated strings', range(1000, (i) => ({ id: `id ${i}`, status: ['delivered to customer', 'waiting for payment'][i % 2] }))],
  ['repeated short strings', range(1000, (i) => ({ id: `id ${i}`, status: ['abc', 'def'][i % 2] }))],
  ['a dictionary', dictionary(300)],
  ['two dictionaries', [dictionary(300), dictionary(300)]],
  ['a null prototype', Object.assign(Object.create(null), { a: 1, b: 'text' })],
  ['integer keys', { 5: 'five five', 100: {}, name: 'a name' }],
  ['accessors', Object.defineProperty({}, 'x', { get: () => 1, enumerable: true })],
  ['many shapes', range(5000, (i) => ({ [`k${i}`]: i, z: `z${i}` }))],
  ['text of two bytes', [...range(100, (i) => `short${i % 5}`), '日本語テキスト']],
  ['a Proxy', new Proxy({ a: 1 }, {})],
  ['parsed JSON', JSON.parse(JSON.stringify(range(2000, (i) => ({ id: i, name: `n${i % 50}`, tags: ['a', 'tag'], at: [i / 3, i] }))))],
]

describe.each(values)('%s', (_name, value) => {
  const ways: (SizeOptions | undefined)[] = [undefined, { assume: 'owned' }, { by: 'model' }, { by: 'model', assume: 'owned' }]
  test.each(ways)('the sum over all objects is what measure() says (%j)', (options) => {
    const tree = explain(value, options)
    // afterwards: a walk in JavaScript may have the engine box a number, which the probe sees
    const { bytes, count } = measure(value, options)
    expect({ retained: tree.retained, whole: tree.whole.bytes }).toEqual({ retained: bytes, whole: bytes })
    expect(tree.count).toBe(count)
    expect(sumOf(tree, ({ shallow }) => shallow)).toBe(bytes)
    const { rows } = byClass(value, options)
    expect(rows.reduce((sum, row) => sum + row.bytes, 0)).toBe(measure(value, options).bytes)
  })
})

class Extended {
  [key: PropertyKey]: unknown
}

/** Values whose parts a walk can judge only when it has met all. */
const late: [name: string, value: unknown, options: SizeOptions | undefined][] = [
  ['keys found late to be symbols', range(100, (i) => (i >= 20 && i <= 33 ? { n: i, [symbol]: { i } } : { n: i })), undefined],
  ['names of arrays found late', range(100, (i) => (i >= 20 && i <= 33 ? Object.assign([i], { extra: { i } }) : [i])), undefined],
  ['a map judged before all was met', [dictionary(100), { later: [{ a: [undefined, new Extended()] }] }], undefined],
  ['a class used as a map', range(5000, (i) => Object.assign(new Extended(), { [`k${i}`]: i })), undefined],
  ['null prototypes', range(30, (i) => Object.assign(Object.create(null), { a: i, longer: i })), { assume: 'owned' }],
]

test.each(late)('the sum over all objects is what measure() says: %s', (_name, value, options) => {
  for (const by of ['probe', 'model'] as const)
    expect(explain(value, { ...options, by }).retained).toBe(measure(value, { ...options, by }).bytes)
})

/** In one piece, where repeat() would make a rope that shares its halves. */
const flat = (character: string, length: number) => Array.from({ length }, () => character).join('')

type Tree = ReturnType<typeof explain>

/** Over all nodes, folded ones included. */
function sumOf(tree: Tree, of: (tree: Tree) => number): number {
  let sum = 0
  const pending = [tree]
  for (const node of pending) {
    sum += of(node)
    pending.push(...node.children)
  }
  return sum
}

const lines = (text: string) => text.split('\n').map((line) => line.trimEnd())

describe('the tree', () => {
  test('each object stands once, under the shortest path', () => {
    const shared = { text: flat('x', 1000) }
    const tree = explain({ retained: { deeper: { shared } }, shared, again: shared })
    const [heaviest, other] = tree.children
    expect([heaviest.path, heaviest.name, heaviest.className, heaviest.objects]).toEqual(['$.shared', '.shared', 'Object', 1])
    expect([other.path, other.children[0].path]).toEqual(['$.retained', '$.retained.deeper'])
    expect(heaviest.children[0].retained).toBeGreaterThan(1000)
    expect(heaviest.retained).toBe(heaviest.shallow + heaviest.children[0].retained)
    expect(heaviest.share).toBeCloseTo(heaviest.retained / tree.retained)
    expect(other.children[0].children).toEqual([])
  })

  test('what several keep alive stands under what keeps them all alive', () => {
    const shared = { text: flat('x', 1000) }
    const tree = explain({ pair: { left: { shared }, right: { shared } } })
    const [pair] = tree.children
    expect(pair.children.map(({ name, retained }) => [name, retained > 1000])).toEqual([
      ['.left.shared', true],
      ['.left', false],
      ['.right', false],
    ])
    expect(pair.children[0].path).toBe('$.pair.left.shared')
    expect(explain({ pair: { left: { shared }, right: { shared } } }, { by: 'model' }).children[0].children[0].path).toBe(
      '$.pair.left.shared',
    )
  })

  test('private fields have their names, and slack is shown', () => {
    class Vault {
      readonly #secret = { list: range(20, (i) => i) }
      get seen(): object {
        return this.#secret
      }
    }
    const pushed: number[] = []
    for (let i = 0; i < 18; i++) pushed.push(i)
    const tree = explain({ vault: new Vault(), pushed })
    const vault = tree.children.find(({ name }) => name === '.vault')
    expect(vault?.children.map(({ path }) => path)).toEqual(['$.vault.#secret'])
    // room for 43 after the second growth
    expect(tree.children.find(({ name }) => name === '.pushed')?.slack).toBe(8 * (43 - 18))
  })

  test('elements alike are shown as one, and so are their fields', () => {
    const tree = explain(range(1000, (i) => ({ name: `name number ${i}`, list: [i, i] })))
    const [elements] = tree.children
    expect([elements.path, elements.name, elements.className, elements.objects]).toEqual(['$[*]', '[*]', 'Object', 1000])
    expect(elements.children.map(({ path, objects, className }) => [path, objects, className])).toEqual([
      ['$[*].list', 1000, 'Array'],
      ['$[*].name', 1000, 'string'],
    ])
  })

  test('a heavy element stands out of the others', () => {
    const tree = explain(range(1000, (i) => (i === 7 ? { text: flat('x', 1e6) } : { i })))
    expect(tree.children.map(({ path, name, parts }) => [path, name, parts])).toEqual([
      ['$[7]', '[7]', 1],
      ['$[*]', '(999 more)', 999],
    ])
  })

  test('keys and values of a Map, keys of a dictionary', () => {
    const names = (tree: Tree) => tree.children.map(({ name }) => name)
    expect(names(explain(new Map(range(100, (i) => [`key ${i}`, { value: i }]))))).toEqual(['<value *>', '<key *>'])
    // what the model takes for a dictionary; the probe sees that it is none, and has names no places of their own
    expect(names(explain(dictionary(300), { by: 'model' }))).toEqual(['.*', '<key *>'])
    expect(names(explain(dictionary(300)))).toEqual(['.*'])
  })

  test('draws the heaviest parts', () => {
    const value = JSON.parse(`{ "users": [{ "name": "one user" }, { "name": "two users" }], "text": "${'x'.repeat(976)}", "ok": true }`)
    expect(`\n${explain(value, { layout: layouts.node24 })}\n`).toBe(`
  RETAINED  SHALLOW  SHARE  OBJECTS  PATH
   1.22 kB     48 B   100%        7  $  Object
     992 B    992 B    81%        1  ├─ .text  string
     184 B     64 B    15%        5  └─ .users  Array
      64 B     32 B     5%        2     ├─ [1]  Object
      32 B     32 B     3%        1     │  └─ .name  string
      56 B     32 B     5%        2     └─ [0]  Object
      24 B     24 B     2%        1        └─ .name  string
`)
  })

  const wild = {
    ...Object.fromEntries(range(60, (i) => [`${'long name '.repeat(9)}${i}`, range(i, (j) => ({ j: [j] }))])),
    漢字: { '👩‍👧': 'text' },
  }

  test.each([20, 40, 60, 80, 120, 200])('fits %i columns, and the rows asked for', (width) => {
    for (const rows of [1, 2, 5, 17, 100]) {
      const drawn = lines(explain(wild).toString({ width, rows }))
      expect(drawn.length).toBeLessThanOrEqual(rows + 1)
      if (width >= 40) for (const line of drawn) expect(textWidth(line)).toBeLessThanOrEqual(width)
    }
  })

  test('what is not shown is one row', () => {
    const tree = explain({ a: flat('x', 400), b: flat('x', 300), c: flat('y', 200), d: flat('z', 100) })
    const drawn = lines(tree.toString({ rows: 3 }))
    expect(drawn[2]).toMatch(/├─ \.a {2}string$/)
    expect(drawn[3]).toMatch(/└─ \(3 more\) {2}string$/)
    const { children = [] } = tree.toJSON({ rows: 3 })
    expect(children.map(({ retained }) => retained).reduce((sum, retained) => sum + retained, tree.shallow)).toBe(tree.retained)
  })

  test('is plain data for JSON', () => {
    const tree = explain({ list: [{ a: 'text' }], other: new Point(1, 2.5) })
    const plain = JSON.parse(JSON.stringify(tree))
    expect(plain).toEqual(tree.toJSON())
    expect(plain).toMatchObject({ path: '$', name: '$', className: 'Object', objects: 1, share: 1, retained: tree.retained })
    expect(tree.toJSON({ depth: 1 }).children?.every(({ children }) => children === undefined)).toBe(true)
  })

  test('shows what a description skips', () => {
    class Node {
      readonly parent: object
      readonly text: string

      constructor(parent: object, text: string) {
        this.parent = parent
        this.text = text
      }
    }
    defineSize(Node, (node, meter) => {
      meter.skip('parent', 'it owns the node')
      meter.value('text', node.text)
    })
    const tree = explain([new Node({ large: 'x'.repeat(1000) }, 'some text')])
    expect(tree.children[0].skipped).toEqual([{ name: 'parent', reason: 'it owns the node' }])
    expect(tree.toString()).toContain('parent  not counted: it owns the node')
  })

  test('a retained list and a wide array are ordinary values', () => {
    let list: object | undefined
    for (let i = 0; i < 300_000; i++) list = { next: list, text: `text ${i}` }
    const tree = explain(list)
    expect(tree.count).toBe(600_000)
    expect(lines(tree.toString()).length).toBeGreaterThan(10)
    expect(JSON.stringify(tree.toJSON({ depth: 1000 })).length).toBeGreaterThan(1000)
    expect(explain(range(300_000, (i) => ({ i }))).children[0].objects).toBe(300_000)
  })
})

describe('options', () => {
  const value = { kept: { text: 'a text that is kept' }, left: { text: 'a text that is left out' } }

  test('exclude leaves out', () => {
    const exclude = (object: object) => object === value.left
    const tree = explain(value, { exclude })
    expect(tree.retained).toBe(measure(value, { exclude }).bytes)
    expect(tree.children.map(({ name }) => name)).toEqual(['.kept'])
  })

  test('a tracker is asked once', () => {
    const [one, two] = [new Tracker(), new Tracker()]
    measure(value.left, { tracker: one })
    measure(value.left, { tracker: two })
    const tree = explain(value, { tracker: one })
    expect(tree.retained).toBe(measure(value, { tracker: two, by: 'model' }).bytes)
    expect(tree.children.map(({ name }) => name)).toEqual(['.kept'])
    expect(explain(value, { tracker: one }).retained).toBe(0)
  })

  test('limit stops both walks at one place', () => {
    let list: object | undefined
    for (let i = 0; i < 1000; i++) list = { next: list, text: `text number ${i}` }
    for (const limit of [0, 10_000, 30_000]) {
      const tree = explain(list, { limit })
      expect(tree.retained).toBe(measure(list, { limit, by: 'model' }).bytes)
      expect(tree.whole.complete).toBe(false)
    }
  })

  test('wrong ones are named', () => {
    expect(() => explain({}, { limit: -1 })).toThrow(MemSizeError)
    expect(() => byClass({}, { by: 'guess' as never })).toThrow('Expected `by` to be')
    expect(() => explain({}).toString({ width: 'wide' as never })).toThrow(
      'Expected `width` to be a number, 20 or more, got "wide" (string).',
    )
    expect(() => explain({}).toString({ rows: 0 })).toThrow('`rows`')
    expect(() => byClass({}).toString({ rows: Number.NaN })).toThrow('`rows`')
  })
})

describe('what is shown as one', () => {
  const users = range(300, (i) => ({ id: i, name: `user ${i}`, tags: [`a${i}`, `b${i}`] }))
  const byName = new Map(users.map((user) => [user.name, user]))
  const alike = [range(300, (i) => ({ i })), range(300, (i) => [i])]
  const standsOut = (store: object[], at: number) => store.map((one, i) => (i === at ? new Array(9000).fill(at) : one))

  test.each<[string, unknown]>([
    ['elements that two hold', { users, byName, all: [...users] }],
    ['two kinds of elements, a heavy one among each', { a: standsOut(alike[0], 3), b: standsOut(alike[1], 7), both: alike.flat() }],
    ...values,
  ])('no byte of %s is lost', (_name, value) => {
    const pending = [explain(value).toJSON({ rows: 100_000 })]
    for (const { retained, shallow, children, path } of pending) {
      if (children === undefined) continue
      expect({ path, retained: children.reduce((sum, child) => sum + child.retained, shallow) }).toEqual({ path, retained })
      pending.push(...children)
    }
    const lines = explain(value).toJSON({ rows: 12 })
    expect((lines.children ?? []).reduce((sum, child) => sum + child.retained, lines.shallow)).toBe(
      lines.children ? lines.retained : lines.shallow,
    )
  })

  test('elements are named by their place beside heavy fields', () => {
    const { children } = explain({ users, byName })
    expect(children.map(({ name, objects }) => [name, objects])).toContainEqual(['.users[*]', 300])
  })

  test('a string is one row, with the strings it is made of', () => {
    let text = 'x'
    for (let i = 0; i < 50; i++) text += `${i} and so on`
    const [child] = explain({ text }).children
    expect(child.children).toEqual([])
    expect([child.retained, child.count]).toEqual([measure(text).bytes, measure(text).count])
    expect(child.shallow).toBe(child.retained)
  })
})

describe('the class table', () => {
  test('counts and bytes, heaviest first', () => {
    const { rows } = byClass([range(50, (i) => new Point(i, i)), new Map([['a key', 'a value']]), 'a longer string', 5n, Symbol('x')])
    expect(rows.map(({ name, count }) => [name, count])).toEqual(
      expect.arrayContaining([
        ['Point', 50],
        ['Array', 2],
        ['Map', 1],
        ['string', 3],
        ['bigint', 1],
        ['symbol', 1],
      ]),
    )
    expect(rows.map(({ bytes }) => bytes)).toEqual(rows.map(({ bytes }) => bytes).sort((a, b) => b - a))
    expect(rows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
  })

  test('two classes of one name stay apart', () => {
    const make = () => class Same {}
    const [A, B] = [make(), make()]
    const table = byClass([new A(), new A(), new B()])
    expect(table.rows.filter(({ name }) => name === 'Same').map(({ count }) => count)).toEqual([2, 1])
  })

  test('text and JSON', () => {
    const table = byClass(range(30, (i) => new ({ [`C${i}`]: class {} })[`C${i}`]()))
    expect(lines(table.toString({ rows: 5 }))).toHaveLength(6)
    expect(table.toString({ rows: 5 })).toMatch(/ {2}\(27 more\)$/)
    expect(lines(table.toString())[0]).toBe('   SHALLOW  SHARE  OBJECTS  CLASS'.slice(table.toString().startsWith('   ') ? 0 : 1))
    expect(JSON.parse(JSON.stringify(table))).toEqual(table.rows)
  })
})

describe('names are harmless', () => {
  const evil = '\u001b]0;title\u0007\u001b[31m\u009b2J\u202e\u2028\n\ud800'

  test('control characters are escaped', () => {
    expect(printable(evil)).toBe('\\u001b]0;title\\u0007\\u001b[31m\\u009b2J\\u202e\\u2028\\u000a\\ud800')
    expect(printable('naïve 漢字 👍')).toBe('naïve 漢字 👍')
    expect(printable('\u{e0041}')).toBe('\\u{e0041}')
  })

  test('in trees and tables', () => {
    const Evil = { [evil]: class {} }[evil]
    const value = { [evil]: { [Symbol(evil)]: new Evil() }, map: new Map([[evil, evil]]), __proto__: null }
    defineSize(Evil, (_object, meter) => meter.skip(evil, evil))
    for (const text of [explain(value).toString({ width: 300 }), byClass(value).toString(), JSON.stringify(explain(value))]) {
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}]/u)
    }
    expect(byClass(value).toString()).toContain('\\u001b[31m')
  })

  test('no code of the value runs', () => {
    const trip = () => {
      throw new Error('ran')
    }
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    const trap = new Proxy({}, new Proxy({}, { get: trip }))
    const value = Object.defineProperties([trap, revoked.proxy, { toJSON: trip, toString: trip, [Symbol.toPrimitive]: trip }], {
      constructor: { get: trip },
      x: { get: trip, enumerable: true },
    })
    expect(explain(value).toString()).toContain('Proxy')
    expect(byClass(value).toString()).toContain('Proxy')
    expect(explain(value, { by: 'model' }).whole.upper).toBe(Infinity)
  })
})
