// Random chains of classes, as texts: each in several variants that differ in what is said of them, and in nothing else.
const { seeded } = require('../oracle/seeded.cjs')

/** A base of every kind that keeps something in slots of its own or in private fields, and how it is called: the engine's, Node's, and of packages. */
const bases = {
  none: '',
  Error: `super('a message')`,
  Uint8Array: 'super(300)',
  Map: 'super([[1, { a: 1 }], [{ b: 2 }, [3]]])',
  Set: 'super([1, { a: 1 }])',
  Promise: 'super((resolve) => resolve([{ a: 1 }]))',
  Array: 'super(); this.push({ a: 1 }, 2, [3])',
  Date: 'super(1_700_000_000_123)',
  RegExp: `super('a+b', 'g')`,
  EventEmitter: `super(); this.on('a', { handleEvent() {} }.handleEvent)`,
  LRUCache: `super({ max: 8 }); this.set('a', { a: 1 }).set('b', ['b'])`,
  QuickLRU: `super({ maxSize: 8 }); this.set('a', { a: 1 })`,
  Keyv: 'super({ store: new Map([[1, { a: 1 }]]) })',
  BTree: `super([[1, { a: 1 }], [2, 'two']])`,
  RBush: 'super(); this.insert({ minX: 1, minY: 2, maxX: 3.5, maxY: 4 })',
  Command: `super('serve'); this.option('--port <port>', 'which')`,
  Graph: `super(); this.addNode('a', { size: 1 }); this.addNode('b'); this.addEdge('a', 'b')`,
  MiniSearch: `super({ fields: ['text'] }); this.add({ id: 1, text: 'some words of a text' })`,
  Queue: 'super(); this.enqueue({ a: 1 })',
  LRUMap: `super(8); this.set('a', { a: 1 })`,
}

const namedExports = {
  EventEmitter: 'node:events',
  LRUCache: 'lru-cache',
  Command: 'commander',
  Queue: 'mnemonist',
  LRUMap: 'mnemonist',
}
const defaultExports = {
  QuickLRU: 'quick-lru',
  Keyv: 'keyv',
  BTree: 'sorted-btree',
  RBush: 'rbush',
  Graph: 'graphology',
  MiniSearch: 'minisearch',
}

/** The classes of packages, by the names that the texts have for them. */
async function loadBases() {
  const loaded = {}
  for (const [name, from] of Object.entries(namedExports)) loaded[name] = (await import(from))[name]
  for (const [name, from] of Object.entries(defaultExports)) {
    const { default: found } = await import(from)
    loaded[name] = typeof found === 'function' ? found : found.default
  }
  warmUp(loaded)
  return loaded
}

/** The first instances of a package's class have other room than later ones: its functions are compiled when they are first called. */
function warmUp(loaded) {
  for (const [base, made] of Object.entries(bases)) {
    if (base === 'none') continue
    const text = `return class extends ${base} { constructor() { ${made} } }`
    for (let i = 0; i < 10; i++) {
      const Class = new Function(...Object.keys(loaded), text)(...Object.values(loaded))
      for (let j = 0; j < 10; j++) new Class()
    }
  }
}

const values = [
  '1',
  '1.5',
  '"text " + n',
  '[n, { n }, [n + 0.5]]',
  '{ n, list: ["part " + n] }',
  'new Map([[n, { n }]])',
  'null',
  '() => n',
  'new Uint8Array(100)',
  'Symbol("mark")',
  '2n ** 100n',
  'shared',
]
const leftOut = ['[{ left: ++n }, "left " + n]', 'new Map([[n, { n }]])', '{ n, shared }', 'shared', '() => shared']

/**
 * A random chain: names are the same at several levels now and then. `ruled` is the field that is left out where one is; `decorated` are the levels
 * whose classes are decorated without rules.
 */
function randomChain(seed, canRulePrivate) {
  const { chance, pick, int } = seeded(seed)
  const levels = []
  for (let level = int(1, 4); level > 0; level--) {
    const fields = []
    for (let i = int(0, 4); i > 0; i--) {
      const name = `${chance(0.5) ? '#' : ''}f${int(0, 7)}${chance(0.7) ? `l${level}` : ''}`
      if (!fields.some((field) => field.name === name)) fields.push({ name, value: pick(values) })
    }
    levels.push({ fields, place: int(0, fields.length) })
  }
  const at = int(0, levels.length - 1)
  const last = levels.length - 1
  return {
    base: pick(Object.keys(bases)),
    levels,
    ruled: { level: at, name: canRulePrivate && chance(0.5) ? (chance(0.5) ? '#left' : '#f0') : 'left', value: pick(leftOut) },
    decorated: levels.map((_, level) => level === last || chance(0.7)),
    instances: int(1, 7),
    form: pick(['as it is', 'as it is', 'frozen', 'dictionary']),
  }
}

/**
 * The text of a function body that returns the classes. Each has `reads()`; that with the ruled field has `leftOut()`, `drop()`, and with
 * `access` functions as a compiler gives them to a decorator.
 * @param {{ ofClass(level: number): string, ofField: string, access?: boolean, more?: string }} said what stands above classes and the ruled field
 */
function chainText({ base, levels, ruled }, { ofClass, ofField, access = false, more = '' }) {
  const lines = ['const shared = { shared: [1, { deep: 1 }] }; let n = 0;']
  levels.forEach(({ fields, place }, level) => {
    const isRuled = level === ruled.level
    const all = fields.filter(({ name }) => !isRuled || name !== ruled.name).map(({ name, value }) => `${name}: any = ${value};`)
    if (isRuled) all.splice(place, 0, `${ofField}${ruled.name}: any = ${ruled.value};`)
    const reads = fields.filter(({ name }) => name.startsWith('#')).map(({ name }) => `this.${name}`)
    const members = [`constructor() { ${level === 0 ? bases[base] : 'super()'} }`, `reads() { return [${reads.join(', ')}] }`]
    if (isRuled) {
      members.push(`leftOut() { return this.${ruled.name} }`, `drop() { this.${ruled.name} = null }`, more)
      if (access) members.push(`static access = { get: (o) => o.${ruled.name}, has: () => true }`)
    }
    const above = level > 0 ? ` extends L${level - 1}` : base === 'none' ? '' : ` extends ${base}`
    lines.push(`${ofClass(level)}class L${level}${above} { ${all.join(' ')} ${members.join('; ')} }`)
  })
  lines.push(`return [${levels.map((_, level) => `L${level}`).join(', ')}]`)
  return lines.join('\n')
}

/** The variants of a chain as a TypeScript function each, from the bases to the classes. */
function variantTexts(chain) {
  const nothing = (level) => (chain.decorated[level] ? '@nothing ' : '')
  const onlyRuled = (decorator) => (level) => (level === chain.ruled.level ? decorator : '')
  const byHand = `[describeMemory](meter: any) { meter.skip('${chain.ruled.name}', 'left out'); meter.rest(this) }`
  return {
    plain: chainText(chain, { ofClass: nothing, ofField: '' }),
    bare: chainText(chain, { ofClass: (level) => (chain.decorated[level] ? '@MemSize() ' : ''), ofField: '' }),
    // what a compiler makes of a decorated field is not what it makes of others
    dropped: chainText(chain, { ofClass: onlyRuled('@nothing '), ofField: '@nothing ' }),
    ignoring: chainText(chain, { ofClass: onlyRuled('@MemSize() '), ofField: `@MemSize.ignore('left out') ` }),
    whole: chainText(chain, { ofClass: onlyRuled(''), ofField: '' }),
    byHand: chainText(chain, { ofClass: onlyRuled(''), ofField: '', more: byHand }),
  }
}

/** A source of so many chains; it exports them as a list of functions by variant. */
function sourceText(firstSeed, count, canRulePrivate) {
  const lines = [
    '// @ts-nocheck',
    `import { describeMemory, MemSize } from 'memsize'`,
    'const nothing: any = () => {}',
    'export const describe = describeMemory',
    'export const trees: any[] = []',
  ]
  for (let i = 0; i < count; i++) {
    const chain = randomChain(firstSeed + i, canRulePrivate)
    const variants = Object.entries(variantTexts(chain)).map(
      ([name, text]) => `${name}: (${Object.keys(loadedNames).join(', ')}) => {\n${text}\n}`,
    )
    lines.push(`trees.push({ ${variants.join(',\n')} })`)
  }
  return lines.join('\n')
}
const loadedNames = { ...namedExports, ...defaultExports }

module.exports = { chainText, loadBases, loadedNames: Object.keys(loadedNames), randomChain, sourceText, variantTexts }
