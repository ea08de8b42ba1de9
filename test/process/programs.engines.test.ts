import { nodes } from '../in-engines.js'
import { hasAllocator, reportOf, wrongSums } from './reports.js'

const programs = ['idle', 'json', 'buffer', 'wasm', 'workers']
const allocators = ['glibc', 'jemalloc', 'mimalloc']

const MB = (bytes: number) => (bytes / 1e6).toFixed(1).padStart(7)
const rows: string[] = []

afterAll(() => {
  console.log(`${'engine'.padEnd(7)}${'malloc'.padEnd(9)}${'program'.padEnd(8)}  RSS MB  rest MB   rest\n${rows.join('\n')}`)
})

describe.each(allocators)('%s', (allocator) => {
  test('is installed', () => {
    // `apt-get install libjemalloc2 libmimalloc2.0`
    expect(hasAllocator(allocator)).toBe(true)
  })

  test.each(nodes.flatMap((engine) => programs.map((program) => [engine, program] as const)))('%s: %s', async (engine, program) => {
    const report = await reportOf(engine, program, allocator)
    const share = report.remainder / report.rss
    rows.push(
      `${engine.padEnd(7)}${allocator.padEnd(9)}${program.padEnd(8)} ${MB(report.rss)}  ${MB(report.remainder)}  ${(100 * share).toFixed(2).padStart(5)} %`,
    )
    expect(report.by).toBe('smaps')
    expect(report.allocator).toBe(allocator)
    expect(wrongSums(report)).toEqual([])
    if (allocator === 'glibc') expect(share).toBeLessThan(0.03)
    else expect(report.parts.find(({ name }) => name === 'malloc')?.note).toMatch(/by elimination/)
  })
})
