import { execFileSync } from 'node:child_process'
import { enginePath } from '../../scripts/engines.mjs'
import { isThorough, nodes } from '../in-engines.js'
import { hasAllocator, preloads } from './reports.js'

interface Overhead {
  readonly allocator: string
  /** Bytes of RSS, and of malloc by a report, for each buffer. */
  readonly rss: number
  readonly malloc: number
  readonly usable: number
}

const rows: string[] = []
afterAll(() =>
  process.stdout.write(`100,000 ArrayBuffers of 100 bytes: RSS and malloc each, and the usable size of a block\n${rows.join('\n')}\n`),
)

// Debian's, by preload: `apt-get install libjemalloc2 libmimalloc2.0`
describe.each(['glibc', 'jemalloc', 'mimalloc'])('%s', (name) => {
  test.each(isThorough ? nodes : nodes.slice(-1))('%s: what 100,000 ArrayBuffers of 100 bytes cost, a report finds in malloc', (engine) => {
    if (!hasAllocator(name)) throw new Error(`${preloads[name]} is not there; apt-get install libjemalloc2 libmimalloc2.0`)
    const text = execFileSync(enginePath(engine), ['--expose-gc', 'bench/overhead-child.mjs', '100000', '100'], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '', ...(name !== 'glibc' && { LD_PRELOAD: preloads[name] }) },
    })
    const { allocator, rss, malloc, usable } = JSON.parse(text) as Overhead
    rows.push(`${engine.padEnd(7)} ${allocator.padEnd(15)} ${rss.toFixed(0).padStart(5)} ${malloc.toFixed(0).padStart(5)} ${usable}`)
    expect(allocator.startsWith(name)).toBe(true)
    expect(usable).toBe(name === 'glibc' ? 104 : 112)
    // the block, and about 130 bytes of C++ beside it; the object in the heap is no part of malloc
    expect(malloc).toBeGreaterThanOrEqual(usable)
    expect(malloc).toBeLessThan(usable + 400)
    expect(rss).toBeGreaterThanOrEqual(malloc)
    expect(rss).toBeLessThan(malloc + 400)
  })
})
