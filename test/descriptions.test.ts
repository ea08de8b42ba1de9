import { deepSize, defineSize, describeMemory, type MemSize, type Meter, measure, shallowSize, type Sizer } from '../src/index.js'
import { askEverything } from './every-question.js'

/** Told from all else by its bytes, which are external. */
const heavy = (): ArrayBuffer => new ArrayBuffer(1_000_000)
const heavyOnes = (value: unknown): number => measure(value).external / 1_000_000

/** An object with a description of its own; every field is heavy, so that each can be told from the bytes. */
class Box implements MemSize {
  readonly one = heavy()
  readonly two = heavy()
  readonly three = heavy()
  readonly #describe: (this: Box, meter: Meter) => void

  constructor(describe: (this: Box, meter: Meter) => void) {
    this.#describe = describe
  }

  [describeMemory](meter: Meter): void {
    this.#describe(meter)
  }
}

const reasons = (value: unknown): string[] => measure(value).opaque.map(({ reason }) => reason).filter((reason) => !/#private/.test(reason))

describe('a description says what belongs to its object', () => {
  const cases: [name: string, describe: (this: Box, meter: Meter) => void, fields: number][] = [
    ['nothing named', () => {}, 0],
    ['one field named', function (meter) { meter.value('one', this.one) }, 1],
    ['one field owned, one shared', function (meter) { meter.owned('one', this.one); meter.shared('two', this.two) }, 2],
    ['rest', function (meter) { meter.rest(this) }, 3],
    ['a field and the rest', function (meter) { meter.value('one', this.one); meter.rest(this) }, 3],
    ['the rest and then a field', function (meter) { meter.rest(this); meter.owned('two', this.two) }, 3],
    ['all but one', function (meter) { meter.skip('one', 'not ours'); meter.rest(this) }, 2],
    ['all but one, skipped after', function (meter) { meter.rest(this); meter.skip('one', 'not ours') }, 2],
    ['external bytes stand for a field', function (meter) { meter.external('one', 0); meter.rest(this) }, 2],
    ['a part that is no field', function (meter) { meter.value('elsewhere', heavy()) }, 1],
    ['one value under two names', function (meter) { meter.value('one', this.one); meter.value('also', this.one) }, 1],
    ['one value owned and then reached', function (meter) { meter.value('one', this.one); meter.value('list', [this.one]) }, 1],
    ['rest twice', function (meter) { meter.rest(this); meter.rest(this) }, 3],
    ['rest of another object', function (meter) { meter.rest({}) }, 3],
  ]
  test.each(cases)('%s', (_name, describe, fields) => {
    expect(heavyOnes(new Box(describe))).toBe(fields)
  })

  test('numbers and strings', () => {
    const text = `unlike ${'any '.repeat(200)} other`
    const bytes = (describe: (meter: Meter) => void): number => deepSize(new Box(describe)) - shallowSize(new Box(describe))
    expect(bytes((meter) => meter.number('n', 1))).toBe(0)
    expect(bytes((meter) => meter.string('s', text))).toBe(deepSize(text))
    expect(bytes((meter) => meter.value('s', text))).toBe(deepSize(text))
    expect(bytes((meter) => meter.external('file', 12_345))).toBe(0)
    expect(measure(new Box((meter) => meter.external('file', 12_345))).external).toBe(12_345)
  })

  test('elements and entries, where there is a rest', () => {
    const list = Object.assign([heavy(), heavy()], { extra: heavy(), [describeMemory]: function (this: object, meter: Meter) { meter.rest(this) } })
    expect(heavyOnes(list)).toBe(3)
    const map = Object.assign(new Map([[1, heavy()]]), { extra: heavy(), [describeMemory]: function (this: object, meter: Meter) { meter.skip('extra', 'no'); meter.rest(this) } })
    expect(heavyOnes(map)).toBe(1)
    const bare = Object.assign(new Map([[1, heavy()]]), { [describeMemory]: () => {} })
    expect(heavyOnes(bare)).toBe(0)
  })

  test('integer keys by number or by text', () => {
    const object = { 0: heavy(), 1: heavy(), [describeMemory]: function (this: object, meter: Meter) { meter.skip(0, 'no'); meter.rest(this) } }
    expect(heavyOnes(object)).toBe(1)
  })
})

describe('whatever a description does, there is a number and a note', () => {
  let kept: Meter | undefined
  const cases: [name: string, describe: (this: Box, meter: Meter) => void, reason: RegExp | undefined][] = [
    ['throws', () => { throw new Error('no') }, /threw an error/],
    ['throws null', () => { throw null }, /threw an error/],
    ['throws after a part', function (meter) { meter.value('one', this.one); throw new Error('no') }, /threw an error/],
    ['overflows the stack', function forever(meter) { forever.call(this, meter) }, /threw an error/],
    ['names a part twice', function (meter) { meter.value('one', this.one); meter.owned('one', this.one) }, /named a part twice; it was counted once/],
    ['gives NaN as bytes', (meter) => meter.external('a', NaN), /NaN \(number\) as external bytes/],
    ['gives a negative number', (meter) => meter.external('a', -1), /-1 \(number\) as external bytes/],
    ['gives Infinity', (meter) => meter.external('a', Infinity), /Infinity \(number\) as external bytes/],
    ['gives a text', (meter) => meter.external('a', '12' as never), /"12" \(string\) as external bytes/],
    ['gives a bigint', (meter) => meter.external('a', 12n as never), /12 \(bigint\) as external bytes/],
    ['gives an object', (meter) => meter.external('a', { valueOf() { throw new Error('read') } } as never), /an object as external bytes/],
    ['gives an unsafe number', (meter) => meter.external('a', 2 ** 53), /as external bytes/],
    ['gives a symbol as reason', (meter) => meter.skip('one', Symbol('why') as never), undefined],
    ['gives another object to rest', (meter) => meter.rest({}), /another object to rest\(\)/],
    ['gives nothing to rest', (meter) => meter.rest(undefined as never), /another object to rest\(\)/],
    ['names a part by an object', (meter) => meter.value({ toString() { throw new Error('read') } } as never, heavy()), /no property key/],
    ['names a part by nothing', (meter) => meter.value(undefined as never, heavy()), /no property key/],
    ['gives a Proxy', (meter) => meter.value('a', new Proxy({}, { get() { throw new Error('trap') } })), /a Proxy cannot be seen/],
    ['is asynchronous', async (meter) => { await null; meter.value('late', heavy()) }, undefined],
    ['keeps the meter', (meter) => { kept = meter }, undefined],
    ['writes to its object', function (meter) { Object.assign(this, { four: 1 }); meter.rest(this) }, undefined],
    ['measures itself', function (meter) { meter.external('a', shallowSize(this.one)); meter.rest(this) }, undefined],
    ['gives numbers that are none', (meter) => { meter.number('n', 'text' as never); meter.string('s', 5 as never); meter.number('o', {} as never) }, undefined],
    ['destructs the meter', ({ value }) => value('a', 1), /threw an error/],
  ]
  test.each(cases)('%s', async (_name, describe, reason) => {
    const box = new Box(describe)
    const { bytes, lower, upper } = measure([box])
    expect(Number.isSafeInteger(bytes)).toBe(true)
    expect(lower).toBeLessThanOrEqual(bytes)
    expect(upper).toBeGreaterThanOrEqual(bytes)
    expect(reasons([box])).toEqual(reason === undefined ? [] : [expect.stringMatching(reason)])
    await askEverything([box])
  })

  test('a meter used after the description returned counts nothing', () => {
    const box = new Box((meter) => { kept = meter })
    const before = measure(box)
    kept?.value('late', heavy())
    kept?.external('later', 1e6)
    kept?.rest(box)
    expect(measure(box)).toEqual(before)
  })

  test('absurd claims stay safe integers', () => {
    const claims = Array.from({ length: 3 }, () => new Box((meter) => meter.external('a', Number.MAX_SAFE_INTEGER)))
    const { bytes, external, lower, upper } = measure(claims)
    expect([bytes, external, lower]).toEqual(Array(3).fill(Number.MAX_SAFE_INTEGER))
    expect(upper).toBe(Infinity)
    expect(deepSize(claims)).toBe(Number.MAX_SAFE_INTEGER)
  })

  test('each of many wrong claims is told', () => {
    const claims = Array.from({ length: 20_000 }, (_, i) => ({ [describeMemory]: (meter: Meter) => meter.external('a', -i - 1) }))
    const start = performance.now()
    expect(measure(claims).upper).toBe(Infinity)
    expect(performance.now() - start).toBeLessThan(3000)
  })
})

describe('owned parts', () => {
  const linked = (link: (node: { next?: object; previous?: object }, nodes: object[], i: number) => void, length: number): object => {
    const nodes = Array.from({ length }, () => ({ [describeMemory]: ownsEverything }) as { next?: object; previous?: object })
    nodes.forEach((node, i) => link(node, nodes, i))
    return nodes[0] as object
  }
  function ownsEverything(this: object, meter: Meter): void {
    for (const [name, part] of Object.entries(this)) meter.owned(name, part)
  }
  const next = (nodes: object[], i: number): object => nodes[(i + 1) % nodes.length] as object
  const cycles: [name: string, root: object, nodes: number][] = [
    ['itself', linked((node) => { node.next = node }, 1), 1],
    ['itself, twice', linked((node) => { node.next = node; node.previous = node }, 1), 1],
    ['a ring of three', linked((node, nodes, i) => { node.next = next(nodes, i) }, 3), 3],
    ['a ring of ten thousand', linked((node, nodes, i) => { node.next = next(nodes, i) }, 10_000), 10_000],
    ['a ring, both ways', linked((node, nodes, i) => { node.next = next(nodes, i); node.previous = nodes.at(i - 1) as object }, 1000), 1000],
    ['all of all', linked((node, nodes) => Object.assign(node, nodes), 30), 30],
    ['a tail that leads into a ring', linked((node, nodes, i) => { node.next = nodes[i + 1] ?? nodes[500] as object }, 1000), 1000],
  ]
  test.each(cycles)('a cycle of owned parts ends: %s', (_name, root, nodes) => {
    // each node has its own describing function in common
    expect(measure(root).count).toBeGreaterThanOrEqual(nodes)
    expect(measure(root).count).toBeLessThanOrEqual(nodes + 1)
  })

  test('parts made anew for every question end too', () => {
    let made = 0
    class Endless implements MemSize {
      [describeMemory](meter: Meter): void {
        if (made++ < 100_000) meter.owned('child', new Endless())
      }
    }
    expect(measure(new Endless()).count).toBeGreaterThan(1000)
  })

  test('an owned part that is shared after all counts once for each owner at most', () => {
    const common = heavy()
    const owners = Array.from({ length: 10 }, () => ({ [describeMemory]: (meter: Meter) => meter.owned('common', common) }))
    expect(heavyOnes(owners)).toBeGreaterThanOrEqual(1)
    expect(heavyOnes(owners)).toBeLessThanOrEqual(10)
    const sharers = Array.from({ length: 10 }, () => ({ [describeMemory]: (meter: Meter) => meter.shared('common', common) }))
    expect(heavyOnes(sharers)).toBe(1)
  })
})

describe('which description counts', () => {
  const says = (bytes: number): Sizer => (_object, meter) => meter.external('mark', bytes)
  const mark = (value: unknown, sizer?: Sizer): number => measure(value, { sizer }).external
  class Base { [describeMemory](meter: Meter): void { meter.external('mark', 1) } }
  class Derived extends Base {}
  class Own extends Base { override [describeMemory](meter: Meter): void { meter.external('mark', 2) } }
  class Defined extends Base { override [describeMemory](meter: Meter): void { meter.external('mark', 3) } }
  defineSize(Defined, says(4))
  class BelowDefined extends Defined {}
  class OwnBelowDefined extends Defined { override [describeMemory](meter: Meter): void { meter.external('mark', 5) } }
  class Twice {}
  defineSize(Twice, says(6))
  defineSize(Twice, says(7))
  class Wired { get [describeMemory](): never { throw new Error('read') } }
  class BelowBaseWired extends Base {}
  Object.defineProperty(BelowBaseWired.prototype, describeMemory, { get() { throw new Error('read') } })
  const literal = { [describeMemory]: (meter: Meter) => meter.external('mark', 8) }
  const bare = Object.assign(Object.create(null), literal)

  const cases: [name: string, value: object, bytes: number][] = [
    ['a method', new Base(), 1],
    ['an inherited method', new Derived(), 1],
    ['the most derived method', new Own(), 2],
    ['defineSize over a method', new Defined(), 4],
    ['defineSize, inherited', new BelowDefined(), 4],
    ['a more derived method over defineSize', new OwnBelowDefined(), 5],
    ['the latest defineSize', new Twice(), 7],
    ['a method of a literal', literal, 8],
    ['a method of an object without prototype', bare, 8],
    ["the object's own method over its class's", Object.assign(new Defined(), literal), 8],
    ['not a getter', new Wired(), 0],
    ['not a getter, but what is above it', new BelowBaseWired(), 1],
    ['not what is no function', { [describeMemory]: 9 }, 0],
    ['defineSize of a built-in', Object.setPrototypeOf(new Map([[1, 2]]), class M extends Map { static { defineSize(this, says(10)) } }.prototype), 10],
  ]
  test.each(cases)('%s', (_name, value, bytes) => {
    expect(mark(value)).toBe(bytes)
    // options.sizer is over all of them, but for the root alone
    expect(mark(value, says(20))).toBe(20)
    expect(mark([value], says(20))).toBe(20)
    expect(mark([value], (list, meter) => meter.rest(list as object))).toBe(bytes)
  })

  test('a class itself is not one of its instances', () => {
    expect(mark(Defined)).toBe(0)
    expect(mark(Twice.prototype)).toBe(0)
  })

  test.each<[unknown, unknown, RegExp]>([
    [undefined, says(1), /^Expected a class as the first argument of defineSize, got undefined\. Pass the class itself/],
    [{}, says(1), /^Expected a class .* got an object/],
    [() => 1, says(1), /^Expected a class .* got a function/],
    ['Point', says(1), /^Expected a class .* got "Point" \(string\)/],
    [class {}, undefined, /^Expected a function \(object, meter\) => void as the second argument of defineSize, got undefined/],
    [class {}, {}, /as the second argument of defineSize, got an object/],
  ])('defineSize(%p, %p) says what is wrong', (constructor, sizer, message) => {
    expect(() => defineSize(constructor as never, sizer as never)).toThrow(expect.objectContaining({ name: 'MemSizeError', message: expect.stringMatching(message) }))
  })
})
