import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  classTable,
  diff,
  diffByPath,
  dominatorTree,
  findId,
  findWaste,
  type HeapGraph,
  heapObject,
  readHeapSnapshot,
  retained,
  retainingPath,
  topObjects,
  topPaths,
} from '../../src/heap.js'
import { graph as liveGraph } from '../../src/index.js'
import { graph } from '../graph/notation.js'

const program = `
  r:synthetic=0'(GC~roots)' s:g>g [1]>e
  g:object=10'Window' .app>app .other>shared
  app:object=20'App' .list>list ["x]>shared i:table>t c:hidden>f .a~b>odd
  list:object=30'Array' [0]>one [7]>two i:elements>store
  store:array=100'' i:0>one i:7>two
  one:object=1'Item' .next>two
  two:object=1'Item' .text>text
  text:string=1000'hello'
  t:hidden=5 f:closure=64'run' odd:object=2'Odd' shared:object=7'Item'
  e:synthetic=0 .kept>kept kept:object=500'Engine'
`.replace('["x]', '.x')

describe('a heap', () => {
  const heap = graph(program)
  const named = (node: number) => `${heap.nameOf(node)}`

  it('says what would be freed with an object', () => {
    expect(retained(heap, heap.node('two'))).toBe(1001)
    expect(retained(heap, heap.node('list'))).toBe(30 + 100 + 1 + 1 + 1000)
    expect(retained(heap, 0)).toBe(10 + 20 + 30 + 100 + 1 + 1 + 1000 + 5 + 64 + 2 + 7 + 500)
    expect(retained(heap, heap.node('store'), { policy: 'plain' })).toBe(100)
  })

  it('says it once for a graph', () => {
    expect(dominatorTree(heap)).toBe(dominatorTree(heap, { policy: 'devtools' }))
    expect(dominatorTree(heap, { policy: 'plain' })).not.toBe(dominatorTree(heap))
  })

  it('describes an object', () => {
    expect(heapObject(heap, heap.node('list'))).toEqual({
      node: heap.node('list'),
      id: 2 * heap.node('list') + 1,
      type: 'object',
      className: 'Array',
      name: 'Array',
      shallow: 130,
      retained: 1132,
    })
    expect(findId(heap, 2 * heap.node('text') + 1)).toBe(heap.node('text'))
    expect(findId(heap, 99_999)).toBe(-1)
  })

  it('lists what retains most, without stores', () => {
    expect(topObjects(heap, { count: 4 }).map(({ className }) => className)).toEqual(['Window', 'App', 'Array', 'Item'])
    expect(topObjects(heap, { internals: true }).map(({ node }) => node)).toContain(heap.node('store'))
    expect(topObjects(heap, { count: 0 })).toEqual([])
  })

  it('sums by class, nothing twice', () => {
    const row = (name: string) => classTable(heap).find((row) => row.name === name)
    expect(row('Item')).toEqual({ name: 'Item', count: 3, shallow: 9, retained: 1009 })
    expect(row('Function')).toMatchObject({ count: 1, shallow: 64 })
    expect(row('(array)')).toBeUndefined()
    expect(row('(string)')).toMatchObject({ count: 1, retained: 1000 })
  })

  it('says why an object is alive', () => {
    const path = (label: string) => retainingPath(heap, heap.node(label)).map(({ edge, node }) => edge + (edge ? ' ' : '') + named(node))
    expect(path('two')).toEqual(['Window Window', '.app App', '.list Array', '[7] Item'])
    expect(path('f')).toEqual(['Window Window', '.app App', '(closure).hidden run'])
    expect(path('odd')).toEqual(['Window Window', '.app App', '["a b"] Odd'])
    expect(path('t')).toEqual(['Window Window', '.app App', '<table> t'])
    expect(path('kept')).toEqual(['(GC roots)', '[1] e', '.kept Engine'])
  })

  it.each([
    [() => retained(heap, -1), /a node of the graph, 0 to 13, got -1/],
    [() => retainingPath(heap, 1.5), /got 1.5 \(number\)/],
    [() => heapObject(heap, 14), /got 14/],
    [() => topObjects(heap, { count: -1 }), /`count` to be a whole number, got -1/],
    [() => dominatorTree(heap, { policy: 'chrome' as never }), /'devtools' or 'plain', got "chrome"/],
  ])('refuses bad arguments', (call, message) => {
    expect(call).toThrow(message)
  })
})

describe('two snapshots', () => {
  const before = graph(
    `r:synthetic=0 .a>a .b>b .c>c .s>s a:object=10'A' b:object=20'B' i:elements>e e:array=100 c:object=5'C' s:string=40'x'`,
  )

  it('are compared by ids', () => {
    const after = graph(
      `r:synthetic=0 .a>a .b>b .c>c .s>s a:object=10'A' b:object=20'B' i:elements>e e:array=300 c:object=0'Gone' s:string=40'x' n:object=7'A' m:object=7'New'`,
    )
    const { classes, ...totals } = diff(before, after)
    expect(totals).toEqual({ before: { count: 4, bytes: 175 }, after: { count: 5, bytes: 384 }, kept: 5, mistaken: 1 })
    const none = { count: 0, bytes: 0 }
    expect(JSON.parse(JSON.stringify(classes))).toEqual([
      {
        name: 'B',
        before: { count: 1, bytes: 120 },
        after: { count: 1, bytes: 320 },
        created: none,
        freed: none,
        grown: { count: 1, bytes: 200 },
        shrunk: none,
        countDelta: 0,
        bytesDelta: 200,
      },
      expect.objectContaining({ name: 'A', created: { count: 1, bytes: 7 }, countDelta: 1, bytesDelta: 7 }),
      expect.objectContaining({ name: 'New', before: none, after: { count: 1, bytes: 7 }, created: { count: 1, bytes: 7 } }),
      expect.objectContaining({ name: 'C', freed: { count: 1, bytes: 5 }, countDelta: -1, bytesDelta: -5 }),
    ])
  })

  it('that are one have no difference', () => {
    expect(diff(before, before)).toMatchObject({ classes: [], kept: 6, mistaken: 0 })
  })
})

describe('waste', () => {
  const slot = (count: number) => Array.from({ length: count }, (_, i) => `i:${i}>v`).join(' ')
  const wasteIn = (text: string) =>
    findWaste(graph(text)).map(({ kind, count, bytes, groups }) => [kind, count, bytes, groups[0].what, groups[0].path])

  it.each<[what: string, text: string, expected: unknown[]]>([
    [
      'equal strings, of one size',
      `r:synthetic=0 s:g>g g:object=1'Window' .a>a .b>b .c>c .d>d a:string=24'same' b:string=24'same' c:string=24'same' d:string=32'same'`,
      [['duplicate strings', 2, 48, 'same', 'Window.b']],
    ],
    ['read-only strings are one', `r:synthetic=0 .a>a .b>b a:string=0'same' b:string=0'same'`, []],
    [
      'a slice that keeps a large string',
      `r:synthetic=0 s:g>g g:object=1'Window' .a>a a:sliced~string=32 i:parent>p p:string=100040'xxx'`,
      [['slices of large strings', 1, 100008, 'xxx', 'Window.a<parent>']],
    ],
    ['a slice of what lives anyway', `r:synthetic=0 .a>a .p>p a:sliced~string=32 i:parent>p p:string=100040'xxx'`, []],
    [
      'boxes of fields and of elements',
      `r:synthetic=0 s:g>g g:object=1'Window' .p>p p:object=48'Point' h:2>n i:elements>e e:array=32 i:0>m n:number=16'heap~number' m:number=16'heap~number'`,
      [['boxed numbers', 2, 32, 'Point', 'Window.p']],
    ],
    [
      'a dictionary of few properties',
      `r:synthetic=0 s:g>g g:object=1'Window' .d>d d:object=24'Config' i:properties>s s:array=1600 i:6>k i:7>v i:33>k k:string=0`,
      [['objects in dictionary mode', 1, 1600 - 32, 'Config', 'Window.d']],
    ],
    ['fast properties', `r:synthetic=0 .d>d d:object=24'Config' i:properties>s s:hidden=1600'system~/~PropertyArray'`, []],
    [
      'an empty Map and one of one entry',
      `r:synthetic=0 s:g>g g:object=1'Window' .a>a .b>b a:object=32'Map' i:table>t t:array=152 i:map>x b:object=32'Map' i:table>u u:array=152 i:5>x i:6>x x:object=0`,
      [['empty and nearly empty collections', 2, 368, 'empty Map', 'Window.a']],
    ],
    ['a Map of two entries', `r:synthetic=0 .a>a a:object=32'Map' i:table>t t:array=152 i:5>x i:8>y x:object=0 y:object=0`, []],
    [
      'spare slots',
      `r:synthetic=0 s:g>g g:object=1'Window' .a>a a:object=32'Array' i:elements>s s:array=336 ${slot(10)} v:object=0`,
      [['spare slots of arrays', 1, 240, 'Array', 'Window.a']],
    ],
    ['gaps may be small integers', `r:synthetic=0 .a>a a:object=32'Array' i:elements>s s:array=336 i:0>v i:3>v v:object=0`, []],
  ])('%s', (_, text, expected) => {
    expect(wasteIn(text)).toEqual(expected)
  })
})

describe('the snapshot of a program', () => {
  let heap: HeapGraph
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'memsize-retained-'))
    const path = join(folder, 'program.heapsnapshot')
    const source = `
      class Leak { constructor() { this.payload = 'x'.repeat(10) + Math.random(); this.half = Math.random() } }
      globalThis.registry = new Map(Array.from({ length: 1000 }, (_, i) => ['key ' + i, new Leak()]))
      globalThis.texts = Array.from({ length: 100 }, () => JSON.parse('"one text, many times"'))
      globalThis.slice = ('y'.repeat(50000) + Math.random()).slice(3, 40)
      globalThis.empty = Array.from({ length: 100 }, () => new Set())
      const big = {}
      for (let i = 0; i < 500; i++) big['k' + i * 31] = {}
      for (let i = 0; i < 450; i++) delete big['k' + i * 31]
      globalThis.big = big
      require('v8').writeHeapSnapshot(${JSON.stringify(path)})`
    const child = spawnSync(process.execPath, ['-e', source], { encoding: 'utf8' })
    if (child.status !== 0) throw new Error(child.stderr)
    heap = await readHeapSnapshot(path)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('shows what leaks, how much, and why', () => {
    const leaks = classTable(heap).find(({ name }) => name === 'Leak')
    // the class's prototype may go by its name too
    expect(leaks!.count - 1000).toBeLessThanOrEqual(1)
    expect(leaks!.retained).toBeGreaterThan(leaks!.shallow)
    const [registry] = topObjects(heap, { count: 50 })
      .filter(({ className }) => className === 'Map' && className !== undefined)
      .filter(({ node }) => retainingPath(heap, node).at(-1)!.edge === '.registry')
    expect(registry.retained).toBeGreaterThan(1000 * 48)
    expect(retainingPath(heap, registry.node).map(({ edge }) => edge)).toEqual(['global', '.registry'])
  })

  it('shows its waste', () => {
    const waste = findWaste(heap, { groups: 1000 })
    const group = (kind: string, path: RegExp | string) =>
      waste.find((one) => one.kind === kind)?.groups.find((one) => (typeof path === 'string' ? one.what === path : path.test(one.path)))
    expect(group('duplicate strings', 'one text, many times')).toMatchObject({ count: 99 })
    expect(group('slices of large strings', /\.slice<parent>$/)!.bytes).toBeGreaterThan(49_000)
    expect(group('boxed numbers', 'Leak')).toMatchObject({ count: 1000, bytes: 16_000 })
    expect(group('empty and nearly empty collections', 'empty Set')!.count).toBeGreaterThanOrEqual(100)
    expect(group('objects in dictionary mode', 'Object')!.bytes).toBeGreaterThan(500)
  })
})

describe('by path', () => {
  const before = graph(`
    r:synthetic=0'(GC~roots)' s:g>g
    g:object=10'Window' .app>app
    app:object=20'App' .list>list .byName>names
    list:object=30'Array' i:elements>store [0]>one [1]>two
    store:array=100'' i:1>one i:2>two
    one:object=100'Item' .text>text two:object=200'Item'
    text:string=1000'long'
    names:object=40'Object' ${Array.from({ length: 70 }, (_, i) => `.k${i}>n${i}`).join(' ')}
    ${Array.from({ length: 70 }, (_, i) => `n${i}:object=10'Object'`).join(' ')}
  `)

  test('objects at paths alike are one row; their retained sizes add up', () => {
    const rows = topPaths(before)
    expect(rows.slice(0, 3)).toEqual([
      { path: 'Window', count: 1, shallow: 10, retained: 2200 },
      { path: 'Window.app', count: 1, shallow: 20, retained: 2190 },
      // the store is the list's own
      { path: 'Window.app.list', count: 1, shallow: 130, retained: 1430 },
    ])
    expect(rows).toContainEqual({ path: 'Window.app.list[*]', count: 2, shallow: 300, retained: 1300 })
    // an object of many names is used as a map
    expect(rows).toContainEqual({ path: 'Window.app.byName.*', count: 70, shallow: 700, retained: 700 })
    expect(topPaths(before, { count: 1 })).toHaveLength(1)
    expect(() => topPaths(before, { count: -1 })).toThrow('Expected `count` to be a whole number')
  })

  test('what grew, what came and what went', () => {
    const after = graph(`
      r:synthetic=0'(GC~roots)' s:g>g
      g:object=10'Window' .app>app
      app:object=20'App' .list>list .fresh>fresh
      list:object=30'Array' i:elements>store [0]>one [1]>two [2]>three
      store:array=300'' i:1>one i:2>two i:3>three
      one:object=100'Item' two:object=200'Item' three:object=50'Item' fresh:object=7'Map'
    `)
    expect(diffByPath(before, after)).toEqual([
      { path: 'Window.app.list', before: { count: 1, bytes: 130 }, after: { count: 1, bytes: 330 }, countDelta: 0, bytesDelta: 200 },
      { path: 'Window.app.list[*]', before: { count: 2, bytes: 300 }, after: { count: 3, bytes: 350 }, countDelta: 1, bytesDelta: 50 },
      { path: 'Window.app.fresh', before: { count: 0, bytes: 0 }, after: { count: 1, bytes: 7 }, countDelta: 1, bytesDelta: 7 },
      { path: 'Window.app.byName', before: { count: 1, bytes: 40 }, after: { count: 0, bytes: 0 }, countDelta: -1, bytesDelta: -40 },
      { path: 'Window.app.byName.*', before: { count: 70, bytes: 700 }, after: { count: 0, bytes: 0 }, countDelta: -70, bytesDelta: -700 },
      {
        path: 'Window.app.list[*].text',
        before: { count: 1, bytes: 1000 },
        after: { count: 0, bytes: 0 },
        countDelta: -1,
        bytesDelta: -1000,
      },
    ])
    expect(diffByPath(before, before)).toEqual([])
  })

  test('of a value: two graphs of it', () => {
    const value = { list: [{ a: 1 }, { a: 2 }], map: new Map([['k', { deep: [1] }]]) }
    const first = liveGraph(value)
    value.list.push({ a: 3 })
    value.map.set('l', { deep: [2] })
    const changes = diffByPath(first, liveGraph(value))
    expect(changes.map(({ path, countDelta }) => `${path} ${countDelta}`)).toEqual(
      expect.arrayContaining(['$.list[*] 1', '$.map<value *> 1', '$.map<value *>.deep 1']),
    )
    expect(topPaths(first).map(({ path }) => path)).toContain('$.list[*]')
    expect(retainingPath(first, topObjects(first, { count: 1 })[0].node).length).toBeGreaterThan(0)
  })
})
