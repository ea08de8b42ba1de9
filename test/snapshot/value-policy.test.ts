import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { enginePath } from '../../scripts/engines.mjs'
import { readHeapSnapshot } from '../../src/snapshot/read-snapshot.js'
import { deepOf, type ExtentOptions, findHolder, shallowOf } from '../../src/snapshot/value-policy.js'
import { graph } from '../graph/notation.js'
import { nodes } from '../in-engines.js'

/** What is counted from the first node on, by label, in the order of the graph. */
function reached(text: string, of: typeof deepOf = deepOf, options: ExtentOptions = {}): string {
  const heap = graph(text)
  const { nodes } = of(heap, 0, { ...options, nodes: true })
  return Array.from(nodes!.sort(), (node) => heap.nameOf(node)).join(' ')
}

describe('deepOf', () => {
  it.each([
    ['every object once', 'r>a r>b a>c b>c c>r', 'r a b c'],
    ['all that an object holds', 'r [0]>e .p>p i:elements>s h:1>n c:v>v', 'r e p s n v'],
    ['nothing held weakly', 'r w:target>t s:bound_argument_0>b i:bindings>a', 'r a'],
    ['no hidden class and no prototype', 'r i:map>m .__proto__>p .map>x', 'r x'],
    ['a property called __proto__, but not the prototype after it', 'r .__proto__>own .b>b .__proto__>proto i:map>m', 'r own b'],
    ['an accessor called __proto__', 'r .__proto__>pair .get~__proto__>get .__proto__>proto pair i:getter>get', 'r pair get'],
    ['no value of a WeakMap, from the key or the table', 'r .k>k i:table>t k i:3~/~part~of~key~(a)>v t i:4~/~part~of~key~(a)>v', 'r k t'],
    ['a property that is called like it', 'r .3~/~part~of~key~(a)>v', 'r v'],
    ['no node without a size', 'r .a>a a:string=0 a>b', 'r b'],
    ['no code, shape or root', 'r .a>a .b>b .c>c a:code b:object~shape c:synthetic', 'r'],
    ['a literal’s shared elements', 'r i:elements>s .x>s s:code=40 .v>v', 'r s v'],
    ['code that is no store', 'r i:code>s s:code', 'r'],
    [
      'no scope, realm or template',
      "r h:0>c h:1>n h:2>f .x>x c'system~/~Context~/~scope~@7' n:hidden'system~/~NativeContext' f:hidden'system~/~FunctionTemplateInfo'",
      'r x',
    ],
    ['no globalThis', "r .g>g .p>p .x>x n:native'system~/~NativeContext~/~main' i:global_object>g i:global_proxy_object>p", 'r x'],
    [
      'a function with its own properties',
      'r:closure .own>o .__proto__>fp .prototype>pr i:shared>s i:context>c i:feedback_cell>f i:code>k i:initial_map>m i:properties>ps',
      'r o ps',
    ],
    ['an own property called prototype', 'r:closure .prototype>o .__proto__>fp', 'r o'],
    ['properties of an object that are called like a function’s', 'r i:context>c i:shared>s .prototype>p', 'r c s p'],
    [
      'no compiled form of a regular expression',
      'r:regexp h:0>data h:1>source .lastIndex>i data:array source:string i:number .x>x',
      'r source i x',
    ],
    ['nothing in read-only space', "r .a>a .b>b roots:synthetic'(Read-only~roots)' i:k>a w:w>b a>c r>c", 'r b'],
  ])('counts %s', (_, text, expected) => expect(reached(text)).toBe(expected))

  const realm = "n:hidden'system~/~NativeContext' i:script_context_table>t t h:0>s s'system~/~Context' .far>far"
  it.each([
    [
      'the variables of a closure',
      "r:closure i:context>c i:shared>x c'system~/~Context' c:v>v i:scope_info>y y:code",
      'r system / Context v',
    ],
    [
      'those around them, up to the realm',
      `r:closure i:context>c c'system~/~Context' i:previous>d d'system~/~Context~/~f' c:v>v i:previous>n ${realm}`,
      'r system / Context system / Context / f v',
    ],
    ['no variables of a script', `r:closure i:context>c c'system~/~Context' i:previous>s ${realm}`, 'r system / Context'],
    ['no variables of a module', "r:closure i:context>c c'system~/~Context' c:v>v i:extension>m m:hidden'system~/~SourceTextModule'", 'r'],
    ['what eval added to them', "r:closure i:context>c c'system~/~Context' i:extension>e e", 'r system / Context e'],
    ['those of a generator', "r i:context>c c'system~/~Context' c:v>v", 'r system / Context v'],
  ])('counts %s, where contexts are asked for', (_, text, expected) => {
    expect(reached(text, deepOf, { contexts: true })).toBe(expected)
    expect(reached(text)).toBe('r')
  })

  it('neither counts nor follows where it is to stop', () => {
    const text = 'r .a>a .b>b a>c b>c b>d d>r'
    const heap = graph(text)
    const stops = new Set([heap.node('b'), heap.node('c')])
    expect(reached(text, deepOf, { stops })).toBe('r a')
    expect(deepOf(heap, heap.node('b'), { stops })).toEqual({ bytes: 0, count: 0 })
    expect(deepOf(heap, 0).count).toBe(5)
  })

  it('gives bytes and a count, and starts again each time', () => {
    const heap = graph('r:object=56 a:object=32 r>a b:object=6000000000 a>b')
    for (let i = 0; i < 3; i++) expect(deepOf(heap, 0)).toEqual({ bytes: 6000000088, count: 3 })
    expect(deepOf(heap, heap.node('b'))).toEqual({ bytes: 6000000000, count: 1 })
  })

  it('counts nothing for a value that is no value', () => {
    expect(deepOf(graph('r:code'), 0)).toEqual({ bytes: 0, count: 0 })
  })

  it('goes any depth', () => {
    const links = Array.from({ length: 2000 }, (_, i) => `n${i}>n${i + 1}`)
    expect(deepOf(graph(links.join(' ')), 0).count).toBe(2001)
  })
})

describe('shallowOf', () => {
  it.each([
    ['an object with its stores', 'r i:properties>p i:elements>e i:table>t .x>x [0]>y p h:0>x e i:0>y', 'r p e t'],
    ['no property that is called like a store', 'r .elements>e .table>t', 'r'],
    ['the boxes of double fields, in the object and outside', 'r h:1>a i:properties>p p:hidden h:0>b a:number b:number', 'r a p b'],
    ['no number that other fields may share', 'r .x>x h:1>x i:properties>p .y>y p:hidden h:0>y x:number y:number', 'r p'],
    ['any number of a fast object, where the engine shows no difference', "r .x>x x:number s:number=0'smi~number'", 'r x'],
    ['no number of a dictionary', "r .x>x i:properties>p p:array i:0>x x:number s:number=0'smi~number'", 'r p'],
    ['no number of a property without a name', 'r i:>x i:properties>p p:hidden h:0>x h:1>y x:number y:number', 'r p y'],
    [
      'a property array on a hidden edge',
      "r h:0>p i:backing_store>d p:hidden'system~/~PropertyArray' h:0>b b:number",
      'r system / PropertyArray b',
    ],
    ['no store of the engine', "r i:properties>p roots:synthetic'(Read-only~roots)' i:k>p", 'r'],
  ])('counts %s', (_, text, expected) => expect(reached(text, shallowOf)).toBe(expected))
})

describe('findHolder', () => {
  it('finds the instance, not the prototype', () => {
    const heap = graph("root p'Holder' h'Holder' .vals>v v [0]>a [7]>b i:elements>s root>p root>h")
    expect(findHolder(heap, 'Holder')).toEqual(
      new Map([
        [0, heap.node('a')],
        [7, heap.node('b')],
      ]),
    )
  })

  it('says what is missing', () => {
    expect(() => findHolder(graph('r'), 'Holder')).toThrow(
      "Expected an instance of class Holder with a field 'vals' in the snapshot, found none",
    )
  })
})

// Sizes that hold on every Node since 20 (64 bits): a word is 8 bytes.
const arrow = 56
const cases: [source: string, deep: number, shallow: number][] = [
  // Objects, and what their stores are
  ['({ a: 1, b: 2 })', 40, 40],
  ['({ a: { b: {} } })', 32 + 32 + 56, 32],
  ['({ f: 0.5, g: 1.5 })', 40 + 2 * 16, 40 + 2 * 16],
  ["(() => { const o = { t: 'x' }; o.t = 1.5; return o })()", 32 + 16, 32],
  ["(() => { const o = { '': 'x' }; o[''] = 1.5; return o })()", 32 + 16, 32],
  ['Object.assign({}, { a: 1, b: 2, c: 3, d: 4, e: 5.5 })', 56 + 40 + 16, 56 + 40 + 16],
  ['({ [Symbol.for("memsize-test")]: [] })', 56 + 32, 56],
  ['[1.5, 2.5]', 32 + 32, 32 + 32],
  ['new Map([[{}, {}]])', 32 + 152 + 56 + 56, 32 + 152],
  // Copy-on-write elements, once
  ['(() => { const make = () => [1, 2, 3]; return [make(), make()] })()', 32 + 32 + 2 * 32 + 40, 32 + 32],
  // A dictionary holds its keys; a prototype is not held
  ['Object.assign(Object.create(null), { memsizeKey: 1 })', 24 + 8 * (8 + 3 * 4) + 32, 24 + 8 * (8 + 3 * 4)],
  ['Object.create({ heavy: new Array(100).fill({}) })', 56, 56],
  [`JSON.parse('{"__proto__":[1.5]}')`, 32 + 32 + 24, 32],
  // Accessors: the pair and the functions
  ['Object.defineProperty({}, "x", { get: () => 1, set: undefined })', 56 + 24 + arrow, 56],
  // Functions
  ['() => keep', arrow, arrow],
  ['(() => { const big = new Array(100).fill({}); return () => big })()', arrow, arrow],
  ['Object.assign(() => 1, { own: [1.5] })', arrow + 40 + 32 + 24, arrow + 40],
  ['class { method() { return 1 } }', 64 + 24, 64 + 24], // one property of the engine's: where its text stands
  ['keep(() => 1).bind(null, [2])', 48 + arrow + 24 + 32 + 24, 48],
  // Held weakly
  ['(() => { const key = {}; keep(new WeakMap()).set(key, new Array(100).fill({})); return key })()', 56, 56],
  ['(() => { const key = keep({}); return new WeakMap([[key, new Array(100).fill({})]]) })()', 32 + 104, 32 + 104],
  ['new WeakRef(keep({ a: {} }))', 32, 32],
  // Regular expressions, whatever they are compiled to
  ['(() => { const r = /memsize(.)regexp/; r.test("memsize-regexp"); return r })()', 56 + 32, 56],
  ['new RegExp("memsize" + "(.)regexps")', 56 + 40, 56],
  // The engine
  ['globalThis', 0, 0],
  ["[undefined, null, true, '', 'x', 'length', NaN]", 32 + 16 + 7 * 8, 32 + 16 + 7 * 8],
  ['[Infinity, "a"]', 32 + 32, 32 + 32],
]

describe.each(nodes)('the heap of %s', (engine) => {
  let folder: string
  let sizes: { deep: number; shallow: number }[]

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'memsize-policy-'))
    const snapshot = join(folder, 'engine.heapsnapshot')
    const script = join(folder, 'cases.cjs')
    writeFileSync(
      script,
      `class MemsizeHolderPolicy { vals = [] }
      const holder = globalThis.holder = new MemsizeHolderPolicy()
      const kept = globalThis.kept = []
      const keep = (value) => (kept.push(value), value)
      ${cases.map(([source]) => `holder.vals.push(${source})`).join('\n')}
      require('node:v8').writeHeapSnapshot(${JSON.stringify(snapshot)})`,
    )
    execFileSync(enginePath(engine), [script])
    const heap = await readHeapSnapshot(snapshot)
    const nodes = findHolder(heap, 'MemsizeHolderPolicy')
    sizes = cases.map((_, i) => {
      const node = nodes.get(i)!
      return { deep: deepOf(heap, node).bytes, shallow: shallowOf(heap, node).bytes }
    })
  })

  afterAll(() => rmSync(folder, { recursive: true }))

  it.each(cases.map(([source, deep, shallow], i) => ({ source, deep, shallow, i })))('$source', ({ deep, shallow, i }) => {
    expect(sizes[i]).toEqual({ deep, shallow })
  })
})
