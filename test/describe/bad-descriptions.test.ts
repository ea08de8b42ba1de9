import { deepSize, describeMemory, type MemSize, type Meter, measure, shallowSize } from '../../src/index.js'
import { askEverything } from '../every-question.js'
import { Box, heavy, heavyOnes } from '../heavy-box.js'

const reasons = (value: unknown, by?: 'model'): string[] => measure(value, { by }).opaque.map(({ reason }) => reason)

describe('whatever a description does, there is a number and a note', () => {
  let kept: Meter | undefined
  const cases: [name: string, describe: (this: Box, meter: Meter) => void, reason: RegExp | undefined][] = [
    [
      'throws',
      () => {
        throw new Error('no')
      },
      /threw an error/,
    ],
    [
      'throws null',
      () => {
        throw null
      },
      /threw an error/,
    ],
    [
      'throws after a part',
      function (meter) {
        meter.value('one', this.one)
        throw new Error('no')
      },
      /threw an error/,
    ],
    [
      'overflows the stack',
      function forever(meter) {
        forever.call(this, meter)
      },
      /threw an error/,
    ],
    [
      'names a part twice',
      function (meter) {
        meter.value('one', this.one)
        meter.owned('one', this.one)
      },
      /named `one` twice; it was counted once/,
    ],
    ['gives NaN as bytes', (meter) => meter.external('a', NaN), /NaN \(number\) as external bytes of `a`, which is not a number of bytes/],
    ['gives a negative number', (meter) => meter.external('a', -1), /-1 \(number\) as external bytes/],
    ['gives Infinity', (meter) => meter.external('a', Infinity), /Infinity \(number\) as external bytes/],
    ['gives a text', (meter) => meter.external('a', '12' as never), /"12" \(string\) as external bytes/],
    ['gives a bigint', (meter) => meter.external('a', 12n as never), /12 \(bigint\) as external bytes/],
    [
      'gives an object',
      (meter) =>
        meter.external('a', {
          valueOf() {
            throw new Error('read')
          },
        } as never),
      /an object as external bytes/,
    ],
    ['gives an unsafe number', (meter) => meter.external('a', 2 ** 53), /as external bytes/],
    ['gives a symbol as reason', (meter) => meter.skip('one', Symbol('why') as never), undefined],
    ['gives another object to rest', (meter) => meter.rest({}), /another object to rest\(\)/],
    ['gives nothing to rest', (meter) => meter.rest(undefined as never), /another object to rest\(\)/],
    [
      'names a part by an object',
      (meter) =>
        meter.value(
          {
            toString() {
              throw new Error('read')
            },
          } as never,
          heavy(),
        ),
      /not a property key/,
    ],
    ['names a part by nothing', (meter) => meter.value(undefined as never, heavy()), /not a property key/],
    [
      'gives a Proxy',
      (meter) =>
        meter.value(
          'a',
          new Proxy(
            {},
            {
              get() {
                throw new Error('trap')
              },
            },
          ),
        ),
      /a Proxy cannot be seen/,
    ],
    [
      'is asynchronous',
      async (meter) => {
        await null
        meter.value('late', heavy())
      },
      undefined,
    ],
    [
      'keeps the meter',
      (meter) => {
        kept = meter
      },
      undefined,
    ],
    [
      'writes to its object',
      function (meter) {
        Object.assign(this, { four: 1 })
        meter.rest(this)
      },
      undefined,
    ],
    [
      'measures itself',
      function (meter) {
        meter.external('a', shallowSize(this.one))
        meter.rest(this)
      },
      undefined,
    ],
    [
      'gives numbers that are none',
      (meter) => {
        meter.number('n', 'text' as never)
        meter.string('s', 5 as never)
        meter.number('o', {} as never)
      },
      undefined,
    ],
    ['destructs the meter', ({ value }) => value('a', 1), /threw an error/],
  ]
  test.each(cases)('%s', async (_name, describe, reason) => {
    const box = new Box(describe)
    const { bytes, lower, upper } = measure([box])
    expect(Number.isSafeInteger(bytes)).toBe(true)
    expect(lower).toBeLessThanOrEqual(bytes)
    expect(upper).toBeGreaterThanOrEqual(bytes)
    // the probe sees what is behind a Proxy
    const isSeen = reason !== undefined && !/Proxy/.test(reason.source)
    expect(reasons([box])).toEqual(isSeen ? [expect.stringMatching(reason)] : [])
    expect(reasons([box], 'model')).toEqual(reason === undefined ? [] : [expect.stringMatching(reason)])
    await askEverything([box])
  })

  test('a meter used after the description returned counts nothing', () => {
    const box = new Box((meter) => {
      kept = meter
    })
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

  test('each of many wrong claims is reported', () => {
    const claims = Array.from({ length: 20_000 }, (_, i) => ({ [describeMemory]: (meter: Meter) => meter.external('a', -i - 1) }))
    // minutes, where each is searched for among those before it
    const { upper, opaque } = measure(claims)
    expect([upper, opaque.length]).toEqual([Infinity, claims.length])
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
    [
      'itself',
      linked((node) => {
        node.next = node
      }, 1),
      1,
    ],
    [
      'itself, twice',
      linked((node) => {
        node.next = node
        node.previous = node
      }, 1),
      1,
    ],
    [
      'a ring of three',
      linked((node, nodes, i) => {
        node.next = next(nodes, i)
      }, 3),
      3,
    ],
    [
      'a ring of ten thousand',
      linked((node, nodes, i) => {
        node.next = next(nodes, i)
      }, 10_000),
      10_000,
    ],
    [
      'a ring, both ways',
      linked((node, nodes, i) => {
        node.next = next(nodes, i)
        node.previous = nodes.at(i - 1) as object
      }, 1000),
      1000,
    ],
    ['all of all', linked((node, nodes) => Object.assign(node, nodes), 30), 30],
    [
      'a tail that leads into a ring',
      linked((node, nodes, i) => {
        node.next = nodes[i + 1] ?? (nodes[500] as object)
      }, 1000),
      1000,
    ],
  ]
  test.each(cycles)('a cycle of owned parts ends: %s', (_name, root, nodes) => {
    // each node has its own describing function in common
    expect(measure(root).count).toBeGreaterThanOrEqual(nodes)
    expect(measure(root).count).toBeLessThanOrEqual(nodes + 1)
  })

  test('parts made again for every question end too', () => {
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
