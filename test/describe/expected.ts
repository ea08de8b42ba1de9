/** What the library says of a value. */
export interface Said {
  /** The fields that weigh something. */
  readonly parts: string
  readonly skipped: Readonly<Record<string, string>>
  /** Bytes. */
  readonly external: number
  readonly opaque: readonly string[]
}

const said = (parts: string, skipped: Said['skipped'] = {}, external = 0, opaque: Said['opaque'] = []): Said => ({
  parts,
  skipped,
  external,
  opaque,
})

type Values = Readonly<Record<string, Said>>

/** By case: what is said of each of its values, whoever compiled it. */
export const expected: Readonly<Record<string, Values>> = {
  rules: {
    session: said('.buffer .catalogue .name .rest', { pool: 'belongs to the pool' }, 8192 + 4096),
    empty: said('.buffer .name .rest', { pool: 'belongs to the pool' }, 8192),
    named: said('.rest', { 7: 'by a number', 'with space': 'by a string' }),
  },
  inheritance: {
    base: said('.base .list', { app: 'of the app' }),
    undecorated: said('.base .list .more', { app: 'of the app' }),
    adds: said('.base .list .own', { app: 'of the app', session: 'of the session' }),
    overrides: said('.app .base', { list: 'of the caller' }),
    grandchild: said('.base .list .more', { app: 'of the app' }, 500),
  },
  classes: {
    members: said('.list'),
    box: said('.next .value'),
    square: said('.points', { scene: 'of the scene' }),
    parameters: said('.list', { app: 'of the app' }),
    self: said('.list'),
  },
  options: {
    pixels: said('.external', {}, 1024),
    layered: said('.external .list', {}, 1024 + 500),
    broken: said('', {}, 100, [
      '`throws` not known: the function that gives its bytes threw an error',
      'a description gave -1 (number) as external bytes of `negative`, which is not a number of bytes',
      'a description gave "many" (string) as external bytes of `text`, which is not a number of bytes',
      'a description gave NaN (number) as external bytes of `nan`, which is not a number of bytes',
      '`(external)` not known: the function that gives its bytes threw an error',
    ]),
  },
  'by-hand': {
    child: said('.list .own', { app: 'of the app', left: 'by hand' }),
    grandchild: said('.list .more .own', { app: 'of the app', left: 'by hand' }),
    parent: said('.app .list', { own: 'by hand' }),
    belowParent: said('.app .list .more', { own: 'by hand' }),
    overrides: said('', { list: 'by a decorator', left: 'by hand' }, 0, ['a description named `list` twice; it was counted once']),
    same: said('.list', { left: 'by hand' }),
    outside: said('.list', { left: 'from outside' }),
  },
  metadata: { session: said('.date') },
  'default-class': { made: said('.list', { app: 'of the app' }) },
  computed: { named: said('.computed .rest', { 'Symbol(tag)': 'by a symbol' }) },
  accessors: {
    view: said('.cache .list .plain', { parent: 'the window has it' }, 400),
    below: said('.cache .list .plain ["list of View"]', { parent: 'the window has it' }, 400),
  },
  private: {
    vault: said('.#secret .plain', { '#bank': 'of the bank' }, 256),
    cellar: said('.#secret .plain ["#secret of Vault"]', { '#bank': 'of the bank' }, 256),
  },
  'private-plain': { vault: said('.#secret .plain') },
  'private-unnamed': {
    vault: said('.#secret .plain'),
    special: said('.#secret', { bank: 'of the bank' }),
  },
  'private-accessors': { vault: said('.#secret', { '#bank': 'of the bank' }) },
  expressions: {
    named: said('.list', { app: 'of the app' }),
    anonymous: said('.list', { app: 'of the app' }),
  },
  declared: { row: said('.list', { table: 'of the table' }) },
}

/** The columns of the table of docs/decorators.md, and the cases that stand for each. */
export const features: Readonly<Record<string, readonly string[]>> = {
  'fields, all rules': ['rules', 'inheritance', 'classes', 'options', 'by-hand', 'metadata', 'default-class'],
  '`[symbol]` fields': ['computed'],
  '`accessor`': ['accessors'],
  '`#private` with a rule': ['private', 'private-plain'],
  '`accessor #private`': ['private-accessors'],
  '`#private` without': ['private-unnamed'],
  'class expressions': ['expressions'],
  '`declare` fields': ['declared'],
}

/** Why a compiler does not offer something: in its own words, the engine's of its output, or, where it says nothing, the result. */
export type Reason =
  | string
  | { readonly note: string; readonly values: Values }
  | { readonly note: string; readonly error: string }
  | { readonly note: string; readonly facts: object }

const notHere = 'TS1206: Decorators are not valid here.'
const error = 'SyntaxError: Invalid or unexpected token'
const raw = { note: `the decorator is left as it is: ${error}`, error }
const noPrivate = 'TypeScript experimental decorators cannot be used on private identifiers'
const noAccessor = "Support for the experimental syntax 'decoratorAutoAccessors' isn't currently enabled"
const ofBabel = 'Property value expected type of string but got undefined'
const unread = (name: string) => `\`${name}\` cannot be read: the code its compiler made for that throws an error`

const dropped = { note: 'the decorator is left out silently', values: { row: said('.list .table') } }
const unseenOf = (Class: string) => `the #private fields of ${Class}, which a compiler put into WeakMaps, cannot be seen`
const inWeakMap = {
  note: 'made an entry of a WeakMap, which nobody can see: `upper` is Infinity, and `opaque` says why',
  values: { vault: said('.plain', {}, 0, [unseenOf('Vault')]), special: said('', { bank: 'of the bank' }, 0, [unseenOf('Special')]) },
}
const inDescriptor = {
  note: 'counted; but `verify` cannot follow it, since the compiler keeps it in a property descriptor in a WeakMap',
}
const droppedPrivate = 'the decorator is left out silently, and the field made an entry of a WeakMap'
const throwing = 'the inlined helper for reading it throws an error: `opaque` says so'

export const notOffered: Readonly<Record<string, Readonly<Record<string, Reason>>>> = {
  'standard tsc': { declared: notHere },
  'standard swc 2022-03': { declared: dropped },
  'standard swc 2023-11': {
    declared: dropped,
    private: {
      note: throwing,
      values: {
        // what the engine shows needs no reading
        vault: said('.#secret .plain', { '#bank': 'of the bank' }, 0, [unread('#key')]),
        cellar: said('.#secret .#secret .plain', { '#bank': 'of the bank' }, 0, [unread('#key')]),
      },
    },
  },
  'standard swc 2023-11, helpers': { declared: dropped },
  'standard esbuild': { declared: 'Decorators are not valid here', 'private-unnamed': inWeakMap },
  'standard tsc, es2021': { declared: notHere, 'private-unnamed': inWeakMap },
  'standard swc 2022-03, es2021': {
    accessors: { ...inDescriptor, values: expected.accessors },
    private: { ...inDescriptor, values: expected.private },
    'private-plain': { ...inDescriptor, values: expected['private-plain'] },
    'private-accessors': { ...inDescriptor, values: expected['private-accessors'] },
    declared: dropped,
    'private-unnamed': inWeakMap,
  },
  'standard esbuild, es2021': { declared: 'Decorators are not valid here', 'private-unnamed': inWeakMap },
  'standard Babel': {},
  'legacy tsc': { private: notHere, 'private-plain': notHere, 'private-accessors': notHere, 'bad-private': notHere, expressions: notHere },
  'legacy tsc, metadata': {
    private: notHere,
    'private-plain': notHere,
    'private-accessors': notHere,
    'bad-private': notHere,
    expressions: notHere,
  },
  'legacy swc': {
    accessors: raw,
    private: raw,
    'private-plain': raw,
    'private-accessors': raw,
    'bad-private': raw,
  },
  'legacy esbuild': {
    private: noPrivate,
    'private-plain': noPrivate,
    'private-accessors': noPrivate,
    'bad-private': noPrivate,
    'private-unnamed': inWeakMap,
    expressions: 'TypeScript experimental decorators cannot be used in expression position',
  },
  'legacy tsc, es2021': {
    private: notHere,
    'private-plain': notHere,
    'private-accessors': notHere,
    'bad-private': notHere,
    'private-unnamed': inWeakMap,
    expressions: notHere,
  },
  'legacy swc, es2021': {
    accessors: raw,
    private: {
      note: droppedPrivate,
      values: { vault: said('.plain', {}, 0, [unseenOf('Vault')]), cellar: said('.plain', {}, 0, [unseenOf('Cellar')]) },
    },
    'private-plain': { note: droppedPrivate, values: { vault: said('.plain', {}, 0, [unseenOf('Vault')]) } },
    'private-accessors': 'private name #secret is not defined.',
    'bad-private': { note: droppedPrivate, facts: { method: 'nothing was thrown', twoRules: 'nothing was thrown' } },
    'private-unnamed': inWeakMap,
  },
  'legacy Babel': {
    computed: 'Computed method/property decorators are not yet supported.',
    accessors: noAccessor,
    private: ofBabel,
    'private-plain': ofBabel,
    'private-accessors': noAccessor,
    'bad-private': ofBabel,
    'private-unnamed': inWeakMap,
    'bad-parameters': raw,
  },
}

const misplacedClass = 'A field takes @MemSize.owned and its like.'
const frozen = 'Decorate the class before it is frozen, or describe it from outside, by defineSize.'

/** What is thrown for each mistake. The standard dialect does not know the class of a field. */
export const mistakes = (dialect: 'standard' | 'legacy'): Readonly<Record<string, string>> => {
  const isLegacy = dialect === 'legacy'
  const of = isLegacy ? ' of Session' : ''
  return {
    method: `Expected @MemSize.owned on a field or an accessor, and \`close\`${of} is a method: methods are no size of an instance. Remove it.`,
    static: `Expected @MemSize.ignore on a field of instances, and \`all\`${of} is static: statics are no size of an instance. Remove it.`,
    getter: `Expected @MemSize.shared on a field or an accessor, and \`app\`${of} is a getter: put the rule on the field that it reads.`,
    setter: `Expected @MemSize.shared on a field or an accessor, and \`app\`${of} is a setter: put the rule on the field that it writes.`,
    getterAndSetter: `Expected @MemSize.shared on a field or an accessor, and \`app\`${of} is a getter: put the rule on the field that it reads.`,
    tracked: 'Expected @MemSize.cached on an accessor, which sees assignments, and `list` is a field. Write `accessor list = ...`.',
    classOnMethod: `Expected @MemSize() above a class, and \`close\` is a ${isLegacy ? 'member of one' : 'method'}. ${misplacedClass}`,
    classOnField: `Expected @MemSize() above a class, and \`list\` is a ${isLegacy ? 'member of one' : 'field'}. ${misplacedClass}`,
    fieldOnClass: 'Expected @MemSize.owned on a field, and Session is a class. Write @MemSize() above a class.',
    withoutParentheses: 'Expected @MemSize() with parentheses, got @MemSize. Write @MemSize() above the class.',
    frozen: `Expected a prototype that can take a description, and that of Session is frozen. ${frozen}`,
    noReason: "Expected a reason, as in @MemSize.ignore('belongs to the pool'), got undefined. Reports show it.",
    blankReason: 'Expected a reason, as in @MemSize.ignore(\'belongs to the pool\'), got " " (string). Reports show it.',
    noFunction: "Expected a function from the field's value to bytes, as in @MemSize.sizedBy((h) => h.byteLength), got 4096 (number).",
    twoRules: `Expected one rule for the field \`app\`${of}, got @MemSize.ignore and @MemSize.owned. Keep the one that holds.`,
    twice: 'Expected @MemSize() once above Session, got it twice. Keep one.',
    unknownOption: 'Unknown option `nam` of @MemSize(). Known ones are external, name, live.',
    wrongOption: 'Expected `name` of @MemSize() to be a text, got 5 (number).',
    function: 'Expected @MemSize() above a class, and Session is a function. Write it as a class, or describe what it makes by defineSize.',
    arrow: `Expected @MemSize() above a class, got a function. ${misplacedClass}`,
    nothing: `Expected @MemSize() above a class, got undefined. ${misplacedClass}`,
    anonymous: `Expected a prototype that can take a description, and that of a class without a name is frozen. ${frozen}`,
  }
}

export const privateMistakes: Readonly<Record<string, string>> = {
  method: 'Expected @MemSize.owned on a field or an accessor, and `#close` is a method: methods are no size of an instance. Remove it.',
  twoRules: 'Expected one rule for the field `#app`, got @MemSize.ignore and @MemSize.owned. Keep the one that holds.',
}

export const parameterMistakes: Readonly<Record<string, string>> = {
  ofConstructor: 'Expected @MemSize.owned on a field, and this is a parameter of the constructor of Session. Declare the field by itself.',
  ofMethod: 'Expected @MemSize.owned on a field, and this is a parameter of `close` of Session.',
}
