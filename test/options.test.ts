import {
  byClass,
  deepSize,
  exceeds,
  explain,
  formatBytes,
  layouts,
  MemSizeError,
  measure,
  measureAsync,
  parseBytes,
  shallowSize,
  Tracker,
} from '../src/index.js'

const questions = {
  measure,
  deepSize,
  shallowSize,
  byClass,
  explain,
  exceeds: (value: unknown, options?: any) => exceeds(value, 1, options),
}

/** The error a wrong argument gives: a MemSizeError with exactly this message. */
function expectError(action: () => unknown, message: string | RegExp): void {
  let error: unknown
  try {
    action()
  } catch (thrown) {
    error = thrown
  }
  expect(error).toBeInstanceOf(MemSizeError)
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ name: 'MemSizeError', message: typeof message === 'string' ? message : expect.stringMatching(message) })
}

describe('a wrong option: its name, what was expected, what was given', () => {
  const names = 'by, layout, tracker, describe, exclude, limit, assume, contexts, signal, onProgress'
  const layoutMessage = (given: string): string =>
    `Expected \`layout\` to be one of layouts (${Object.keys(layouts).join(', ')}) or a calibrated one, got ${given}. Pass it like { layout: layouts.chromium }.`
  const wrong: [options: unknown, message: string | RegExp][] = [
    [null, 'Expected options as an object like { limit: 1000000 }, got null.'],
    [5, 'Expected options as an object like { limit: 1000000 }, got 5 (number).'],
    ['limit', 'Expected options as an object like { limit: 1000000 }, got "limit" (string).'],
    [() => 1, 'Expected options as an object like { limit: 1000000 }, got a function.'],
    [{ limits: 5 }, `Unknown option \`limits\`. Known ones are ${names}.`],
    [{ Limit: undefined }, `Unknown option \`Limit\`. Known ones are ${names}.`],
    [{ by: 'guess' }, "Expected `by` to be 'probe' or 'model', got \"guess\" (string)."],
    [{ contexts: 1 }, 'Expected `contexts` to be true or false, got 1 (number).'],
    [{ by: 'probe', layout: layouts.node24 }, /^Expected no `layout` with \{ by: 'probe' \}/],
    [{ by: null }, /^Expected `by` to be .*, got null\./],
    [{ layout: 'node24' }, layoutMessage('"node24" (string)')],
    [{ layout: null }, layoutMessage('null')],
    [{ layout: {} }, layoutMessage('an object')],
    [{ layout: { ...layouts.node24, engine: 'hermes' } }, layoutMessage('an object')],
    [{ layout: { ...layouts.node24, headers: {} } }, layoutMessage('an object')],
    [{ layout: { ...layouts.node24, pointer: '8' } }, layoutMessage('an object')],
    [{ layout: { headers: {}, pointer: 8, engine: 'v8' } }, layoutMessage('an object')],
    [{ tracker: {} }, 'Expected `tracker` to be a Tracker, like new Tracker(), got an object.'],
    [{ tracker: Tracker }, 'Expected `tracker` to be a Tracker, like new Tracker(), got a function.'],
    [{ describe: 'x' }, 'Expected `describe` to be a function (object, meter) => void, got "x" (string).'],
    [{ describe: null }, 'Expected `describe` to be a function (object, meter) => void, got null.'],
    [{ exclude: /secret/ }, 'Expected `exclude` to be a function (value, path) => boolean, or an array of classes, got an object.'],
    [{ exclude: ['a'] }, 'Expected `exclude` to be a function (value, path) => boolean, or an array of classes, got an object.'],
    [{ limit: -1 }, "Expected `limit` to be a number of bytes, 0 or more, or a text like '64 kB', got -1 (number)."],
    [{ limit: NaN }, "Expected `limit` to be a number of bytes, 0 or more, or a text like '64 kB', got NaN (number)."],
    [
      { limit: '1 M' },
      'Expected `limit` in bytes, like 1024, "64 MB" or "64 MiB", got "1 M" (string). Give a whole number of bytes, or a number with one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB.',
    ],
    [{ limit: 5n }, "Expected `limit` to be a number of bytes, 0 or more, or a text like '64 kB', got 5 (bigint)."],
    [{ limit: Symbol('s') }, "Expected `limit` to be a number of bytes, 0 or more, or a text like '64 kB', got Symbol(s) (symbol)."],
    [{ assume: 'tree' }, "Expected `assume` to be 'shared' or 'owned', got \"tree\" (string)."],
    [{ assume: true }, "Expected `assume` to be 'shared' or 'owned', got true (boolean)."],
    [{ assume: 'x'.repeat(100) }, `Expected \`assume\` to be 'shared' or 'owned', got "${'x'.repeat(57)}..." (string).`],
  ]
  test.each(wrong)('%p', async (options, message) => {
    for (const ask of Object.values(questions)) {
      // exceeds has its limit as an argument
      if (ask === questions.exceeds && typeof options === 'object' && options !== null && 'limit' in options) continue
      expectError(() => (ask as typeof measure)({}, options as never), message)
    }
    // asked for later, told later
    const rejected = await measureAsync({}, options as never).catch((error) => error)
    expectError(() => {
      throw rejected
    }, message)
  })

  test.each<[options: unknown, message: string]>([
    [{ signal: 5 }, 'Expected `signal` to be an AbortSignal, got 5 (number).'],
    [{ signal: null }, 'Expected `signal` to be an AbortSignal, got null.'],
    [{ signal: { aborted: false } }, 'Expected `signal` to be an AbortSignal, got an object.'],
    [{ signal: new AbortController() }, 'Expected `signal` to be an AbortSignal, got an object.'],
    [{ onProgress: 'yes' }, 'Expected `onProgress` to be a function ({ count, bytes }) => void, got "yes" (string).'],
    [{ onProgress: null }, 'Expected `onProgress` to be a function ({ count, bytes }) => void, got null.'],
  ])('measureAsync: %p', async (options, message) => {
    const rejected = await measureAsync({}, options as never).catch((error) => error)
    expectError(() => {
      throw rejected
    }, message)
  })

  test.each<[limit: unknown, given: string]>([
    [undefined, 'undefined'],
    [NaN, 'NaN (number)'],
    [-1, '-1 (number)'],
    [{}, 'an object'],
    [null, 'null'],
  ])('exceeds(value, %p)', (limit, given) => {
    expectError(
      () => exceeds({}, limit as number),
      `Expected \`limit\` to be a number of bytes, 0 or more, or a text like '64 kB', got ${given}.`,
    )
  })
})

test('every right option is taken, undefined for the default', async () => {
  const value = { a: [1, 2], b: 'text' }
  const { bytes } = measure(value)
  const none = {
    by: undefined,
    layout: undefined,
    tracker: undefined,
    describe: undefined,
    exclude: undefined,
    limit: undefined,
    assume: undefined,
  }
  for (const options of [
    undefined,
    {},
    none,
    Object.create(null),
    { by: 'model' },
    { assume: 'shared' },
    { assume: 'owned' },
    { limit: Infinity },
    { exclude: () => false },
  ] as never[]) {
    expect(measure(value, options).bytes).toBe(bytes)
    expect((await measureAsync(value, options)).bytes).toBe(bytes)
  }
  expect(exceeds(value, 0)).toBe(true)
  expect(exceeds(value, Infinity)).toBe(false)
  expect(exceeds(value, 0.5)).toBe(true)
  expect([exceeds(value, '0.01 kB'), exceeds(value, '64 kB')]).toEqual([true, false])
  expect(measure(value, { limit: '10 B' }).complete).toBe(false)
  expect(measure(value, { limit: '64 kB' })).toEqual(measure(value, { limit: 64_000 }))
  // a layout that was saved is as good
  for (const layout of Object.values(layouts))
    expect(measure(value, { layout: JSON.parse(JSON.stringify(layout)) }).bytes).toBe(measure(value, { layout }).bytes)
})

describe('parseBytes', () => {
  test.each<[text: string | number, bytes: number]>([
    [0, 0],
    [1024, 1024],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ['0', 0],
    ['512', 512],
    ['512 B', 512],
    ['512b', 512],
    ['1 kB', 1000],
    ['1 KB', 1000],
    ['1 KiB', 1024],
    ['64 MB', 64_000_000],
    ['64MB', 64_000_000],
    ['  64   mb  ', 64_000_000],
    ['64 MiB', 64 * 2 ** 20],
    ['1.5 GB', 1_500_000_000],
    ['1.5 GiB', 1.5 * 2 ** 30],
    ['2 TB', 2e12],
    ['2 TiB', 2 * 2 ** 40],
    ['0.1 B', 0],
    ['0.0015 kB', 2],
    ['\t1\u00a0MB\n', 1_000_000],
  ])('%p is %d', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes)
  })

  test.each<[text: unknown, given: string]>([
    ['64 parsecs', '"64 parsecs" (string)'],
    ['', '"" (string)'],
    [' ', '" " (string)'],
    ['MB', '"MB" (string)'],
    ['-1 MB', '"-1 MB" (string)'],
    ['+1 MB', '"+1 MB" (string)'],
    ['1e6', '"1e6" (string)'],
    ['1,5 MB', '"1,5 MB" (string)'],
    ['1_000', '"1_000" (string)'],
    ['0x10', '"0x10" (string)'],
    ['.5 MB', '".5 MB" (string)'],
    ['1. MB', '"1. MB" (string)'],
    ['1 MB 2', '"1 MB 2" (string)'],
    ['64 M', '"64 M" (string)'],
    ['64 PB', '"64 PB" (string)'],
    ['64 ib', '"64 ib" (string)'],
    ['Infinity', '"Infinity" (string)'],
    ['99999999 TB', '"99999999 TB" (string)'],
    [-1, '-1 (number)'],
    [1.5, '1.5 (number)'],
    [NaN, 'NaN (number)'],
    [Infinity, 'Infinity (number)'],
    [2 ** 53, '9007199254740992 (number)'],
    [5n, '5 (bigint)'],
    [null, 'null'],
    [undefined, 'undefined'],
    [{}, 'an object'],
    [['64 MB'], 'an object'],
    [Object('64 MB'), 'an object'],
    [true, 'true (boolean)'],
    [`${'9'.repeat(100)} MB`, `"${'9'.repeat(57)}..." (string)`],
  ])('%p is refused', (text, given) => {
    const message = `Expected a size in bytes, like 1024, "64 MB" or "64 MiB", got ${given}. Give a whole number of bytes, or a number with one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB.`
    expectError(() => parseBytes(text as string), message)
    expectError(() => parseBytes(text as string, '`limit`'), message.replace('a size', '`limit`'))
  })

  test('a long text is refused', () => {
    for (const text of [' '.repeat(1e5), '1'.repeat(1e5), `1${' '.repeat(1e5)}x`, '1.'.repeat(1e5)])
      expectError(() => parseBytes(text), /^Expected/)
  })
})

test.each<[bytes: number, text: string]>([
  [0, '0 B'],
  [-0, '0 B'],
  [1, '1 B'],
  [0.4, '0 B'],
  [999, '999 B'],
  [999.4, '999 B'],
  [999.5, '1.00 kB'],
  [1000, '1.00 kB'],
  [1024, '1.02 kB'],
  [1234, '1.23 kB'],
  [9994, '9.99 kB'],
  [9995, '10.0 kB'],
  [9999, '10.0 kB'],
  [99_940, '99.9 kB'],
  [99_990, '100 kB'],
  [999_499, '999 kB'],
  [999_500, '1.00 MB'],
  [1_234_567, '1.23 MB'],
  [64_000_000, '64.0 MB'],
  [1e9, '1.00 GB'],
  [1.5e12, '1.50 TB'],
  [9e15, '9.00 PB'],
  [-1234, '-1.23 kB'],
  [Infinity, '∞'],
  [-Infinity, '-∞'],
  [NaN, 'NaN'],
])('formatBytes(%d) is %p', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})

test('what formatBytes says, parseBytes reads, to three figures', () => {
  for (let bytes = 1; bytes < 1e14; bytes = Math.ceil(bytes * 1.37)) {
    expect(Math.abs(parseBytes(formatBytes(bytes)) / bytes - 1)).toBeLessThan(0.0051)
  }
})
