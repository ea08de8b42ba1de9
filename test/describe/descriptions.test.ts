import { type Describe, deepSize, defineSize, describeMemory, type Meter, measure, shallowSize } from '../../src/index.js'
import { Box, heavy, heavyOnes } from '../heavy-box.js'

describe('a description says what belongs to its object', () => {
  const cases: [name: string, describe: (this: Box, meter: Meter) => void, fields: number][] = [
    ['nothing named', () => {}, 0],
    [
      'one field named',
      function (meter) {
        meter.value('one', this.one)
      },
      1,
    ],
    [
      'one field owned, one shared',
      function (meter) {
        meter.owned('one', this.one)
        meter.shared('two', this.two)
      },
      2,
    ],
    [
      'rest',
      function (meter) {
        meter.rest(this)
      },
      3,
    ],
    [
      'a field and the rest',
      function (meter) {
        meter.value('one', this.one)
        meter.rest(this)
      },
      3,
    ],
    [
      'the rest and then a field',
      function (meter) {
        meter.rest(this)
        meter.owned('two', this.two)
      },
      3,
    ],
    [
      'all but one',
      function (meter) {
        meter.skip('one', 'not ours')
        meter.rest(this)
      },
      2,
    ],
    [
      'all but one, skipped after',
      function (meter) {
        meter.rest(this)
        meter.skip('one', 'not ours')
      },
      2,
    ],
    [
      'external bytes stand for a field',
      function (meter) {
        meter.external('one', 0)
        meter.rest(this)
      },
      2,
    ],
    [
      'a part that is no field',
      function (meter) {
        meter.value('elsewhere', heavy())
      },
      1,
    ],
    [
      'one value under two names',
      function (meter) {
        meter.value('one', this.one)
        meter.value('also', this.one)
      },
      1,
    ],
    [
      'one value owned and then reached',
      function (meter) {
        meter.value('one', this.one)
        meter.value('list', [this.one])
      },
      1,
    ],
    [
      'rest twice',
      function (meter) {
        meter.rest(this)
        meter.rest(this)
      },
      3,
    ],
    [
      'rest of another object',
      function (meter) {
        meter.rest({})
      },
      3,
    ],
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
    const list = Object.assign([heavy(), heavy()], {
      extra: heavy(),
      [describeMemory]: function (this: object, meter: Meter) {
        meter.rest(this)
      },
    })
    expect(heavyOnes(list)).toBe(3)
    const map = Object.assign(new Map([[1, heavy()]]), {
      extra: heavy(),
      [describeMemory]: function (this: object, meter: Meter) {
        meter.skip('extra', 'no')
        meter.rest(this)
      },
    })
    expect(heavyOnes(map)).toBe(1)
    const bare = Object.assign(new Map([[1, heavy()]]), { [describeMemory]: () => {} })
    expect(heavyOnes(bare)).toBe(0)
  })

  test('integer keys by number or by text', () => {
    const object = {
      0: heavy(),
      1: heavy(),
      [describeMemory]: function (this: object, meter: Meter) {
        meter.skip(0, 'no')
        meter.rest(this)
      },
    }
    expect(heavyOnes(object)).toBe(1)
  })
})

describe('which description counts', () => {
  const says =
    (bytes: number): Describe =>
    (_object, meter) =>
      meter.external('mark', bytes)
  const mark = (value: unknown, sizer?: Describe): number => measure(value, { describe: sizer }).external
  class Base {
    [describeMemory](meter: Meter): void {
      meter.external('mark', 1)
    }
  }
  class Derived extends Base {}
  class Own extends Base {
    override [describeMemory](meter: Meter): void {
      meter.external('mark', 2)
    }
  }
  class Defined extends Base {
    override [describeMemory](meter: Meter): void {
      meter.external('mark', 3)
    }
  }
  defineSize(Defined, says(4))
  class BelowDefined extends Defined {}
  class OwnBelowDefined extends Defined {
    override [describeMemory](meter: Meter): void {
      meter.external('mark', 5)
    }
  }
  class Twice {}
  defineSize(Twice, says(6))
  defineSize(Twice, says(7))
  class Wired {
    get [describeMemory](): never {
      throw new Error('read')
    }
  }
  class BelowBaseWired extends Base {}
  Object.defineProperty(BelowBaseWired.prototype, describeMemory, {
    get() {
      throw new Error('read')
    },
  })
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
    ['not what is not a function', { [describeMemory]: 9 }, 0],
    [
      'defineSize of a built-in',
      Object.setPrototypeOf(
        new Map([[1, 2]]),
        class M extends Map {
          static {
            defineSize(this, says(10))
          }
        }.prototype,
      ),
      10,
    ],
  ]
  test.each(cases)('%s', (_name, value, bytes) => {
    expect(mark(value)).toBe(bytes)
    // options.describe is over all of them, but for the root alone
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
    expect(() => defineSize(constructor as never, sizer as never)).toThrow(
      expect.objectContaining({ name: 'MemSizeError', message: expect.stringMatching(message) }),
    )
  })
})

test.each(['value', 'number', 'owned', 'shared'] as const)('a number field told by %s has one box', (method) => {
  class Weighed {
    weight: number
    constructor(i: number) {
      this.weight = i + 0.5
    }
  }
  const plain = Array.from({ length: 100 }, (_, i) => new Weighed(i))
  const before = { probe: measure(plain), model: measure(plain, { by: 'model' }) }
  class Described extends Weighed {
    [describeMemory](meter: Meter): void {
      meter[method]('weight', this.weight)
      meter.rest(this)
    }
  }
  const described = Array.from({ length: 100 }, (_, i) => new Described(i))
  expect(measure(described).bytes).toBe(before.probe.bytes)
  expect(measure(described, { by: 'model' }).bytes).toBe(before.model.bytes)
})
