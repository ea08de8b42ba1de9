import { JsonShapes, jsonDocumentSize } from '../json-document.js'
import { Random } from '../random.js'
import { everyReadOnlyName, readOnlyNames } from '../read-only-strings.js'
import { type Case, freshKeys, range, run } from './case.js'

/** A document, sized from its text. */
const document = (name: string, text: string): Case => ({
  name,
  source: `JSON.parse(${JSON.stringify(text)})`,
  predict: (l) => jsonDocumentSize(text, l, { rootStrings: readOnlyNames(l) }),
})

export function* json(): Generator<Case> {
  const random = new Random(2)
  for (const i of range(1, 1200)) yield document(`random document ${i}`, new RandomDocument(random).text())
  for (const n of [1, 10, 100]) yield document(`${n} records`, records(n))
  for (const [name, text] of Object.entries(documents())) yield document(name, text)
  for (const name of everyReadOnlyName.filter((_, i) => i % 3 === 1)) yield document(`the name ${name}`, `["${name}"]`)
  for (const length of range(0, 13)) yield* twice(length)
  yield* documentSeries(random)
}

/** What random documents seldom contain. */
function documents(): Record<string, string> {
  const [a, b, c, d] = freshKeys(4)
  return {
    'a fraction alone': '1.5',
    'a string alone': '"a string of its own"',
    'nothing in it': '[{},[],""]',
    'numbers at the borders': '[0, -0, 1.0, 1e3, 1E-2, 2147483647, 2147483648, -2147483648, -2147483649, 1073741823, 1073741824, null]',
    'whole numbers written as fractions': '[1.0, 2.0e0, 100e-2]',
    spaces: ` [ 1 ,\t{ "${a}" :\r\n1.5 } ] `,
    'deeply nested': `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    'objects deeply nested': `${`{"${b}":`.repeat(20_000)}1${'}'.repeat(20_000)}`,
    'a key twice, numbers': `[{"${a}":1.5,"${a}":2,"${b}":3},{"${a}":1,"${a}":2.5}]`,
    'a key twice, the first a text': `[{"${c}":"text","${c}":2.5,"${a}":1},{"${c}":[1,2,3],"${c}":2}]`,
    'an index twice': '{"1":1.5,"1":2.5,"3":1}',
    'an index that is no index': '{"01":1,"4294967295":1.5,"-1":2.5,"1.0":3}',
    'the largest index': '{"4294967294":1.5}',
    'as many names as fit': `{${freshKeys(127).map((key, i) => `"${key}":${i}`)}}`,
    'one name more': `{${freshKeys(128).map((key, i) => `"${key}":${i}`)}}`,
    'shapes of objects with a dictionary of elements': `[{"${d}":1.5,"9000":1},[],{"${d}":1},[],{"${d}":1,"9000":1}]`,
    'many names, some with fractions': `{${freshKeys(150).map((key, i) => `"${key}":${i % 3 ? i : i + 0.5}`)}}`,
    'a dictionary, its names as values': `[{${freshKeys(130).map((key, i) => `"${key}":"${key}"`)}}]`,
    'a dictionary of short names': `[${range(1, 2).map(() => `{${range(0, 129).map((i) => `"${i.toString(36)}_":"${i.toString(36)}_"`)}}`)}]`,
    'more shapes than are remembered': manyShapes(),
    escapes: '["\\n","\\"","\\u0041","\\u65e5","a\\u65e5b\\u65e5","\\t\\t\\t\\t","\\t\\t\\t\\t","long enough to be no shared one\\n"]',
    'names with escapes': `[{"${a}\\n":1.5},{"${a}\\n":1}]`,
  }
}

/** More classes than their common parent remembers: a whole number has a box after fractions in the first, not in the last. */
function manyShapes(): string {
  const others = freshKeys(15).map((key) => `"${key}":1`)
  const object = (key: string, x: number) => `{"${key}":${x},${others}}`
  const keys = freshKeys(1700)
  return `[${keys.map((key) => object(key, 1.5))},${object(keys[1], 1)},${object(keys[1699], 1)}]`
}

const records = (n: number): string => {
  const [id, name, active, score, tag, nested, lat, lon, list] = freshKeys(9)
  return JSON.stringify(
    range(1, n).map((i) => ({
      [id]: i,
      [name]: `user-number-${i}`,
      [active]: true,
      [score]: i * 1.5,
      [tag]: ['alpha', 'beta', 'gamma'][i % 3],
      [nested]: { [lat]: i + 0.25, [lon]: -i, [list]: [i, i + 1] },
    })),
  )
}

/** The same string twice: is it one? It depends on its length, on escapes, and on whether the document is all Latin-1. */
function* twice(length: number): Generator<Case> {
  const text = 'j'.repeat(length)
  const escaped = '\\u006a'.repeat(length)
  const wide = '\u65e5'.repeat(length)
  yield document(`a string of ${length}, twice`, `["${text}","${text}"]`)
  yield document(`a string of ${length}, twice, in a two-byte text`, `["\u65e5\u672c","${text}","${text}"]`)
  yield document(`a string of ${length}, twice, with escapes`, `["${escaped}","${escaped}"]`)
  yield document(`a string of ${length}, twice, once with escapes`, `["${text}","${escaped}"]`)
  yield document(`a two-byte string of ${length}, twice`, `["${wide}","${wide}"]`)
}

/** Documents one after another: the later ones find the shapes of the earlier ones. */
function* documentSeries(random: Random): Generator<Case> {
  for (const i of range(1, 50)) {
    const prefix = freshKeys(1)[0]
    const texts = range(1, 5).map(() => new RandomDocument(random, prefix).text())
    yield {
      name: `the last of five documents alike, ${i}`,
      source: run(`const a=[${texts.map((text) => `JSON.parse(${JSON.stringify(text)})`)}];keep(a);return a[4]`),
      predict: (l) => {
        const known = { shapes: new JsonShapes(), rootStrings: readOnlyNames(l) }
        for (const text of texts.slice(0, 4)) jsonDocumentSize(text, l, known)
        return jsonDocumentSize(texts[4], l, known)
      },
    }
  }
}

/** Arrays and objects whose names, and so shapes, recur within the document. */
class RandomDocument {
  private readonly random: Random
  private readonly prefix: string
  private strings = 0

  constructor(random: Random, prefix = freshKeys(1)[0]) {
    this.random = random
    this.prefix = prefix
  }

  text(): string {
    return JSON.stringify([this.value(0), this.value(0), this.value(1)])
  }

  private value(depth: number): unknown {
    switch (this.random.below(depth > 3 ? 5 : 9)) {
      case 0:
      case 1:
        return this.string()
      case 2:
      case 3:
        return this.number()
      case 4:
        return this.random.oneOf([null, true, false])
      case 5:
        return this.list(() => this.value(depth + 1))
      case 6:
        return this.list(() => this.number())
      case 7:
        return this.records(depth)
      default:
        return Object.fromEntries(range(1, this.random.below(7)).map(() => [this.key(depth), this.value(depth + 1)]))
    }
  }

  private list(make: () => unknown): unknown[] {
    return range(1, this.random.below(6)).map(make)
  }

  /** Objects alike, but for fields that some lack. */
  private records(depth: number): unknown[] {
    const names = range(1, this.random.below(5)).map((i) => `${this.prefix}${depth}_${i}`)
    return this.list(() => {
      const has = names.filter(() => this.random.below(4) > 0)
      return Object.fromEntries(has.map((name) => [name, this.random.below(3) > 0 ? this.number() : this.value(depth + 1)]))
    })
  }

  /** One of nine at each depth, or an index. */
  private key(depth: number): string {
    if (this.random.below(5) === 0) return String(this.random.below(this.random.oneOf([6, 90])))
    return `${this.prefix}${depth}_${this.random.below(9)}`
  }

  private number(): number {
    const { random } = this
    return random.oneOf([random.below(1000), random.below(1000) + 0.25, -random.below(100_000), 1.5e9, 1e10 + random.below(99), 5])
  }

  private string(): string {
    const { random } = this
    if (random.below(4) === 0) return random.oneOf(recurring)
    const own = `${this.prefix}${this.strings++}${'x'.repeat(random.below(24))}`
    return random.below(6) === 0 ? `\u65e5${own}` : own
  }
}

/** Lengths about the longest that JSON.parse shares, and among them names of the engine. */
const recurring = [
  'qa',
  'zed',
  'kappa',
  'sigma12',
  'omega-12',
  'theta-123',
  'iota-12345',
  'lambda-1234',
  'upsilon-1234',
  'length',
  'value',
  'undefined',
  'a',
  '42',
]
