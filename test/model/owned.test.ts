import { deepSize, measure } from '../../src/index.js'

// `assume: 'owned'`: no object is looked up, and still every cycle ends.

interface Node {
  [name: string]: unknown
}

const nodes = (length: number): Node[] => Array.from({ length }, (_, id) => ({ id }))

/** Links nodes by a rule, and gives the first. */
function linked(length: number, link: (node: Node, all: readonly Node[], i: number) => object): Node {
  const all = nodes(length)
  all.forEach((node, i) => Object.assign(node, link(node, all, i)))
  return all[0] as Node
}

const around = (all: readonly Node[], i: number): Node | undefined => all[(i + all.length) % all.length]

const cycles: [name: string, root: unknown][] = [
  ['itself', linked(1, (node) => ({ self: node }))],
  ['itself, many times', linked(1, (node) => ({ list: Array(10).fill(node), a: node, b: node }))],
  ['an array in itself', ((list: unknown[]) => (list.push(list, list, list), list))([])],
  ['a Map in itself', ((map: Map<unknown, unknown>) => map.set(map, map).set(1, map))(new Map())],
  ['a ring of two', linked(2, (_node, all, i) => ({ next: around(all, i + 1) }))],
  ['a ring of three', linked(3, (_node, all, i) => ({ next: around(all, i + 1) }))],
  ['a ring of a hundred thousand', linked(100_000, (_node, all, i) => ({ next: around(all, i + 1) }))],
  ['a ring, both ways', linked(1000, (_node, all, i) => ({ next: around(all, i + 1), previous: around(all, i - 1) }))],
  ['a list, both ways', linked(10_000, (_node, all, i) => ({ next: all[i + 1], previous: all[i - 1] }))],
  ['a long tail, then a ring', linked(50_000, (_node, all, i) => ({ next: all[i + 1] ?? all[49_990] }))],
  ['a ring, then a long tail', linked(50_000, (_node, all, i) => ({ next: all[i + 1], back: i === 5 ? all[0] : undefined }))],
  [
    'children that know their parent',
    linked(1000, (_node, all, i) => ({ parent: all[(i - 1) >> 1], children: [all[2 * i + 1], all[2 * i + 2]] })),
  ],
  ['parent first, many children', linked(1000, (_node, all, i) => ({ root: all[0], children: all.slice(10 * i + 1, 10 * i + 11) }))],
  [
    'children first, then the parent',
    linked(1000, (_node, all, i) => ({ children: all.slice(3 * i + 1, 3 * i + 4), parent: all[Math.floor((i - 1) / 3)] })),
  ],
  ['everyone knows everyone', linked(60, (_node, all) => ({ all: [...all] }))],
  ['everyone knows one list', linked(300, (_node, all) => ({ all }))],
  ['a Set of owners', linked(100, (_node, all, i) => ({ owners: new Set([all[0], all[i]]) }))],
  [
    'an owner in a large Map',
    ((map: Map<number, unknown>) => [...Array(9000).keys()].reduce((m, i) => m.set(i, { i, map }), map))(new Map()),
  ],
  ['an owner in a large array', ((list: unknown[]) => (list.push(...Array.from({ length: 9000 }, () => ({ list }))), list))([])],
  ['a function that knows its holder', linked(10, (node) => ({ call: Object.assign(() => 1, { node }) }))],
  [
    'a getter that knows its holder',
    Object.defineProperty({}, 'me', { get: Object.assign(() => 1, { deep: linked(3, (_n, all, i) => ({ next: around(all, i + 1) })) }) }),
  ],
]

test.each(cycles)('a cycle ends, with the size found by looking: %s', (_name, root) => {
  expect(measure(root, { assume: 'owned' })).toEqual(measure(root))
})

test('cycles at random, by seed', () => {
  for (let seed = 1; seed <= 60; seed++) {
    let state = seed
    const random = (n: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
      return (state >> 8) % n
    }
    const size = 2 + random(200)
    const degree = 1 + random(5)
    const root = linked(size, (_node, all, i) => ({
      // a path through all of them, and a way back, so that there is a cycle
      next: all[i + 1] ?? all[random(size)],
      others: Array.from({ length: random(degree) }, () => all[random(size)]),
    }))
    const sizes = { seed, owned: deepSize(root, { assume: 'owned' }) }
    expect(sizes).toEqual({ seed, owned: deepSize(root) })
  }
})

class Point {
  readonly x: number
  readonly y: number

  constructor(i: number) {
    this.x = i
    this.y = i / 7
  }
}

const trees: [name: string, tree: unknown][] = [
  ['rows', Array.from({ length: 200 }, (_, i) => ({ id: i, name: `name of ${i}`, at: { x: i / 3, y: [i] } }))],
  ['JSON', JSON.parse(JSON.stringify(Array.from({ length: 200 }, (_, i) => ({ id: i, text: `the text of ${i}`, list: [i, { i }] }))))],
  ['nested arrays', [[[[1.5]]], [[]], [{}, [[{}]]]]],
  ['Maps and Sets', new Map([[1, new Set([{ a: 1 }, new Map([[{}, [2]]])])]])],
  ['a large Map', new Map(Array.from({ length: 9000 }, (_, i) => [i, { i }]))],
  ['a long list', Array.from({ length: 100_000 }).reduce((next) => ({ next }), null)],
  ['buffers', [new Uint8Array(100), new DataView(new ArrayBuffer(10)), Buffer.alloc(10_000)]],
  ['functions and dates', [() => 1, new Date(1e12), /x/, function f() {}]],
  ['instances', Array.from({ length: 50 }, (_, i) => new Point(i))],
  ['primitives', [1, 1.5, 'a text', 2n ** 70n, true, null, undefined, Symbol('mark')]],
]

test.each(trees)('a tree weighs the same: %s', (_name, tree) => {
  expect(measure(tree, { assume: 'owned' })).toEqual(measure(tree))
})
