import { findWaste, type Waste } from '../../src/heap.js'
import { graph } from '../../src/index.js'
import { inEngine, nodes } from '../in-engines.js'

const runtime = process.pid
const range = <T>(length: number, make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i))

describe.each(nodes)('the waste of a value on %s', (node) => {
  let found: Record<'detailed' | 'plain' | 'model', Waste[]>
  beforeAll(async () => {
    found = await inEngine(node, 'snapshot/waste-child.cjs')
  })

  test.each<[kind: string, what: string | RegExp, path: string, count: number, bytes: number | [number, number]]>([
    ['small views of large buffers', '1.00 MB kept for 10 B', '$.view<buffer>', 1, 999_990],
    ['slices of large strings', /^x{1000}/, '$.slice<parent>', 1, [49_000, 51_000]],
    ['sparse arrays', 'Array', '$.sparse', 1, [39_000, 40_000]],
    ['empty and nearly empty collections', 'empty Map', '$.maps[0]', 50, [4_000, 10_000]],
    ['empty and nearly empty collections', 'Map of one entry', '$.one[0]', 10, [1_000, 2_000]],
    ['duplicate strings', 'a duplicate string', '$.duplicates[', 99, 99 * 40],
    ['boxed numbers', 'Object', '$.boxes[0]', 100, 1600],
    ['objects in dictionary mode', 'Object', '$.dictionary', 1, [500, 40_000]],
    ['spare room of arrays and objects', 'Array', '$.spare', 1, [100, 2_000]],
  ])('%s: %s', (kind, what, path, count, bytes) => {
    const groups = found.detailed.find((one) => one.kind === kind)?.groups ?? []
    const group = groups.find((one) => (typeof what === 'string' ? one.what === what : what.test(one.what)))
    expect(group).toMatchObject({ count, path: expect.stringContaining(path) })
    if (typeof bytes === 'number') expect(group?.bytes).toBe(bytes)
    else {
      expect(group?.bytes).toBeGreaterThan(bytes[0])
      expect(group?.bytes).toBeLessThan(bytes[1])
    }
    expect(found.detailed.every(({ exact }) => exact)).toBe(true)
  })

  test('without details no strings are taken for equal, and no room for known', () => {
    const kinds = found.plain.map(({ kind }) => kind)
    expect(kinds).not.toContain('duplicate strings')
    expect(kinds).not.toContain('small views of large buffers')
    expect(kinds).toContain('boxed numbers')
  })

  test('what wastes nothing has none', () => {
    expect(found.model).toEqual([])
  })
})

test('details change no string and name hostile ones as they are', () => {
  const hostile = `\u001b[31m"\u2028\ud800${runtime}`
  const found = findWaste(
    graph(
      range(3, () => JSON.parse(JSON.stringify({ hostile }))),
      { details: true },
    ),
  )
  expect(found.find(({ kind }) => kind === 'duplicate strings')?.groups[0].what).toContain('[31m"')
  expect(() => graph({}, { details: 1 as never })).toThrow('Expected `details` to be true or false, got 1 (number).')
  expect(() => graph({}, 5 as never)).toThrow('Expected options as an object')
})
