import { execFileSync } from 'node:child_process'
import { usableSize, usableSizes } from '../../src/allocators/usable-size.js'
import { allocator, usableSize as usable } from '../../src/process.js'
import { mimallocVersion } from '../../src/running-allocator.js'
import { hasAllocator, preloads } from './reports.js'

interface Answer {
  readonly name: string
  readonly version: string
  readonly model: string
  readonly by: string
  readonly sizes: number
  readonly likeliest: number
  readonly wrong: number
  readonly first: readonly string[]
}

const ask = (name: string): Answer =>
  JSON.parse(
    execFileSync(process.execPath, ['test/process/usable-child.cjs'], {
      encoding: 'utf8',
      env: { ...process.env, ...(name !== 'glibc' && { LD_PRELOAD: preloads[name] }) },
    }),
  )

// Debian's, by preload: `apt-get install libjemalloc2 libmimalloc2.0`
test.each(['glibc', 'jemalloc', 'mimalloc'])('the formula is what the real %s gives, for 72,001 sizes', (name) => {
  if (!hasAllocator(name)) throw new Error(`${preloads[name]} is not there; apt-get install libjemalloc2 libmimalloc2.0`)
  const answer = ask(name)
  expect(answer).toMatchObject({ name, sizes: 72_001, wrong: 0, first: [] })
  expect(answer.version).toMatch(/^\d+\.\d+/)
  // glibc's answer depends on what is free
  expect(answer.likeliest).toBeGreaterThanOrEqual(name === 'glibc' ? 70_001 : 72_001)
})

test('formulas of allocators that are not here', () => {
  expect([0, 16, 17, 200, 1000].map((bytes) => usableSize(bytes, 'rulloc'))).toEqual([16, 16, 24, 200, 1000])
  expect([0, 9, 17, 193, 257, 2 ** 20, 2 ** 20 + 1].map((bytes) => usableSize(bytes, 'elfmalloc'))).toEqual([
    8,
    16,
    32,
    256,
    512,
    2 ** 20,
    2 ** 20 + 4096,
  ])
  expect(usableSize(100_000, 'mimalloc2')).toBe(114_688)
  expect(usableSize(100_000, 'mimalloc 2.4.1')).toBe(102_400)
  expect(usableSize(900_000, 'mimalloc3')).toBe(917_504)
  expect(usableSize(123, 'requested')).toBe(123)
  expect(usableSize(1_000_000, 'glibc')).toBe(1_003_504)
  expect(usableSizes(100, 'glibc')[0]).toBe(104)
  expect(usableSize('1 MB', 'glibc')).toBe(1_003_504)
})

test('version numbers', () => {
  expect([209, 224, 20401, 30403, 0].map(mimallocVersion)).toEqual(['2.0.9', '2.2.4', '2.4.1', '3.4.3', undefined])
})

test('without a name, this process is asked', () => {
  expect(usable(100)).toBe(usableSize(100, allocator().model ?? 'requested'))
})

test.each([[-1], [1.5], [Number.NaN], ['12 M'], [undefined]])('%p is no size', (bytes) => {
  expect(() => usableSize(bytes as number, 'glibc')).toThrow(/^Expected a size in bytes, like 1024, "64 MB" or "64 MiB", got /)
})

test('an allocator without a formula', () => {
  expect(() => usableSize(1, 'tcmalloc' as never)).toThrow(/^Expected `allocator` to be one of requested, musl, glibc, .*, got "tcmalloc"/)
  expect(() => usableSize(1, 'mimalloc 9.9.9')).toThrow(/got "mimalloc 9\.9\.9"/)
})
