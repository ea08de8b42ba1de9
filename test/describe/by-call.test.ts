import { describeMemory, explain, MemSize, type Meter, measure } from '../../src/index.js'

// Decorators as functions: as compilers' helpers of other times call them, and where two dialects meet.

/** Calls that compilers make, not people. */
const Loose: any = MemSize

interface Reported {
  [describeMemory](meter: Meter): void
}

test('a helper that gives no metadata, and whose getter looks at what it is called on (swc up to 1.15)', () => {
  class Vault {
    #secret = new Map([['key', ['value']]])
    #bank = { big: new Array(100).fill(0) }
    static read = {
      '#secret': { get: function (this: Vault) { return this.#secret } }, // biome-ignore format: as short as it is
      '#bank': {
        get: function (this: Vault) {
          return this.#bank
        },
      },
    }
  }
  const context = (name: '#secret' | '#bank') => ({ kind: 'field', name, static: false, private: true, access: Vault.read[name] })
  // a class's own decorators are evaluated first, and applied last
  const sized = Loose()
  Loose.field(undefined, context('#secret'))
  Loose.ignore('of the bank')(undefined, context('#bank'))
  sized(Vault, { kind: 'class', name: 'Vault' })
  const { skipped, children } = explain(new Vault()).toJSON()
  expect(skipped).toEqual([{ name: '#bank', reason: 'of the bank' }])
  expect(children?.map(({ name }) => name)).toEqual(['.#secret'])
  expect(measure(Object.create(Vault.prototype)).opaque).toEqual([])
})

test('a class of one dialect below a class of the other', () => {
  @MemSize()
  class Standard {
    @MemSize.ignore('of the app') app = { big: new Array(100).fill(0) }
    list = [1]
  }
  class Legacy extends Standard {
    session = { big: new Array(100).fill(0) }
  }
  Loose.ignore('of the session')(Legacy.prototype, 'session', undefined)
  Loose()(Legacy)
  expect(explain(new Legacy()).toJSON().skipped).toEqual([
    { name: 'app', reason: 'of the app' },
    { name: 'session', reason: 'of the session' },
  ])
})

test('a getter and a setter are an accessor to the legacy dialect where compilers made them', () => {
  const decorated = (Class: { prototype: object }) => () =>
    Loose.field(Class.prototype, 'x', Object.getOwnPropertyDescriptor(Class.prototype, 'x'))
  const __privateGet = (object: object, all: WeakMap<object, unknown>) => all.get(object)
  const _x = new WeakMap<object, unknown>()
  class OfTsc {
    #x_accessor_storage = {}
    get x() {
      return this.#x_accessor_storage
    }
    set x(value) {
      this.#x_accessor_storage = value
    }
  }
  class OfEsbuild {
    get x() {
      return __privateGet(this, _x)
    }
    set x(value) {
      _x.set(this, value)
    }
  }
  class ByHand {
    values = [{}]
    get x() {
      return this.values[0]
    }
    set x(value) {
      this.values[0] = value
    }
  }
  for (const Class of [OfTsc, OfEsbuild]) {
    expect(decorated(Class)).not.toThrow()
    Loose()(Class)
  }
  expect(decorated(ByHand)).toThrow('`x` of ByHand is a getter')
})

test('a meter that is not the library’s gets the same calls', () => {
  @MemSize({ external: () => 7 })
  class Session {
    @MemSize.ignore('of the app') app = {}
    @MemSize.cached accessor list = [1]
    @MemSize.sizedBy(() => {
      throw new Error('gone')
    })
    handle = {}
  }
  const told: unknown[] = []
  const session = new Session()
  const meter = new Proxy(
    {},
    { get: (_, method) => (typeof method === 'string' ? (...given: unknown[]) => told.push([method, ...given]) : undefined) },
  )
  ;(session as unknown as Reported)[describeMemory](meter as Meter)
  expect(told).toEqual([
    ['value', 'list', [1]],
    ['skip', 'app', 'of the app'],
    ['external', 'handle', Number.NaN],
    ['external', '(external)', 7],
    ['rest', session],
  ])
})
