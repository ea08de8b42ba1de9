import { deepSize, describeMemory, graph, MemSizeError, type Meter, measure, retainedSize, Tracker } from '../src/index.js'

const { randomShape } = require('./oracle/shapes.cjs') as { randomShape(seed: number): object }

const range = <T>(length: number, make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i))

const sumOf = (sizes: ArrayLike<number>): number => Array.from(sizes).reduce((sum, bytes) => sum + bytes, 0)

/** By another way: what the root holds less without the target and what only it leads to. */
const freed = (target: object, root: object): number => deepSize(root) - deepSize(root, { exclude: (object) => object === target })

/** Objects that a value leads to, by its own properties, elements and entries. */
function objectsIn(root: object, most = 200): object[] {
  const found = new Set<object>([root])
  for (const object of found) {
    if (found.size > most) break
    const parts =
      object instanceof Map
        ? [...object].flat()
        : object instanceof Set
          ? [...object]
          : ArrayBuffer.isView(object)
            ? []
            : Object.values(Object.getOwnPropertyDescriptors(object)).map(({ value }) => value)
    for (const part of parts) if ((typeof part === 'object' && part !== null) || typeof part === 'function') found.add(part)
  }
  return [...found]
}

describe('retainedSize', () => {
  test('what only the target leads to goes with it, what others hold does not', () => {
    const shared = { text: range(100, String).join('-') }
    const alone = { list: range(50, (i) => ({ i })), shared }
    const root = { alone, other: { shared } }
    expect(retainedSize(alone, { from: root })).toBe(deepSize(alone) - deepSize(shared))
    expect(retainedSize(shared, { from: root })).toBe(deepSize(shared))
    expect(retainedSize(root, { from: root })).toBe(deepSize(root))
    expect(retainedSize({}, { from: root })).toBe(0)
    expect(retainedSize(1, { from: root })).toBe(0)
  })

  test('equals what the root holds less without it: random shapes', () => {
    for (let seed = 0; seed < 150; seed++) {
      const root = randomShape(seed)
      const objects = objectsIn(root)
      for (let i = 0; i < objects.length; i += 1 + (objects.length >> 3)) {
        const target = objects[i] as object
        // asked again where they differ: paths are read by JavaScript, for which the engine may box a number
        const answers = range(2, () => [retainedSize(target, { from: root }), freed(target, root)])
        if (answers.every(([found, expected]) => found !== expected)) throw new Error(`seed ${seed}, object ${i}: ${answers[1]}`)
      }
    }
  })

  test('a part that a description calls shared never goes with its object', () => {
    class Entry {
      readonly catalogue: object
      readonly own = { list: [1, 2, 3] }

      constructor(catalogue: object) {
        this.catalogue = catalogue
      }

      [describeMemory](meter: Meter): void {
        meter.shared('catalogue', this.catalogue)
        meter.value('own', this.own)
      }
    }
    const catalogue = { rows: range(100, (i) => ({ i })) }
    const cache = [new Entry(catalogue)]
    expect(retainedSize(cache[0], { from: cache })).toBe(deepSize(cache[0]) - deepSize(catalogue))
    // the model judges a value by all that it holds: its sizes differ a little with what is left out
    const by = 'model'
    expect(retainedSize(cache[0], { from: cache, by })).toBeLessThan(deepSize(cache[0], { by }) - deepSize(catalogue, { by }) / 2)
  })

  test('by the model too', () => {
    const shared = { a: { b: {} } }
    const one = { shared, own: [{}, {}] }
    const root = new Map<unknown, unknown>([
      ['one', one],
      ['two', { shared }],
    ])
    const by = 'model'
    const { selfSize } = graph(root, { by })
    expect(retainedSize(root, { from: root, by })).toBe(deepSize(root, { by }))
    const [small, large] = [retainedSize(shared, { from: root, by }), retainedSize(one, { from: root, by })]
    expect(small).toBeGreaterThan(0)
    expect(small + large).toBeLessThan(sumOf(selfSize))
  })

  test('wrong options are named', () => {
    expect(() => retainedSize({}, undefined as never)).toThrow(MemSizeError)
    expect(() => retainedSize({}, {} as never)).toThrow('with `from`')
    expect(() => retainedSize({}, { from: {}, limit: 5 })).toThrow('no `limit`')
    expect(() => graph({}, { by: 'guess' as never })).toThrow('Expected `by`')
  })
})

/** A graph as lines: `0 Object .a>1 [2]>3`. */
function linesOf(value: unknown, options?: Parameters<typeof graph>[1]): string[] {
  const found = graph(value, options)
  return range(found.nodeCount, (node) => {
    const edges = range(found.firstEdge[node + 1] - found.firstEdge[node], (i) => {
      const edge = found.firstEdge[node] + i
      return `${found.edgeTypeOf(edge)} ${found.edgeNameOf(edge)}>${found.edgeTo[edge]}`
    })
    return [found.nameOf(node), ...edges].join(', ')
  })
}

describe('graph', () => {
  test('names every reference', () => {
    const child = { x: 1.5 }
    const value = { list: [child, child], map: new Map([[child, { y: 1 }]]), set: new Set([child]) }
    expect(linesOf(value)).toEqual([
      'Object, property list>1, property map>2, property set>3',
      'Array, internal elements>4, element 0>5, element 1>5',
      'Map, internal table>6, key 0>5, value 0>7',
      'Set, internal table>8, member 0>5',
      '(array)',
      'Object, property x>9',
      '(array)',
      'Object',
      '(array)',
      '(number)',
    ])
    expect(linesOf(value, { by: 'model' })).toEqual([
      'Object, property list>1, property map>2, property set>3',
      'Array, element 0>4, element 1>4',
      'Map, value 0>5, key 0>4',
      'Set, member 0>4',
      'Object',
      'Object',
    ])
  })

  test('its bytes are those of measure(), and what is excluded is not there', () => {
    const left = { large: range(100, (i) => ({ i })) }
    const value = { kept: { a: 'some text' }, left }
    const tracker = new Tracker()
    deepSize(left, { tracker })
    const ways = [undefined, { exclude: (object: object) => object === left }, { by: 'model' as const }]
    for (const options of ways) {
      const { selfSize } = graph(value, options)
      expect(sumOf(selfSize)).toBe(measure(value, options).bytes)
    }
    expect(linesOf(value, { exclude: (object) => object === left }).join()).not.toContain('left')
    expect(linesOf(value, { tracker }).join()).not.toContain('large')
  })

  test('values that are no objects are a graph of one node', () => {
    for (const value of [1, 1.5, true, null, undefined])
      for (const by of ['probe', 'model'] as const) expect(graph(value, { by }).nodeCount).toBe(1)
    expect(linesOf('a text')).toHaveLength(1)
  })

  test('private fields have their names', () => {
    class Vault {
      readonly #secret = { a: 1 }
      get seen(): object {
        return this.#secret
      }
    }
    expect(linesOf(new Vault())[0]).toContain('#secret')
  })
})
