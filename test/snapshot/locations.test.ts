import { placeText, shortNames, sourcesOf } from '../../src/graph/source-places.js'
import { toHeapSnapshot } from '../../src/graph/to-heap-snapshot.js'
import { readHeapSnapshot } from '../../src/snapshot/read-snapshot.js'
import { graph, snapshotText } from '../graph/notation.js'

const program = graph(`
  r:synthetic=0'' s:g>g
  g:object=10'global' .handle>handle .cache>cache
  handle:closure=64'handle' i:shared>shared i:context>context
  shared:code=56'handle' i:script>script
  script:code=100'file:///app/my%20server.mjs'
  context:object=40'system~/~Context' c:sessions>cache
  cache:object=32'Cache'
`)
const snapshot = JSON.parse(snapshotText(program))
const width = snapshot.snapshot.meta.node_fields.length
const at = (label: string) => program.node(label) * width

/** The snapshot with such locations, and the fields they are of. */
function located(fields: readonly string[], ...locations: number[]) {
  const meta = { ...snapshot.snapshot.meta, location_fields: fields }
  const text = JSON.stringify({ ...snapshot, snapshot: { ...snapshot.snapshot, meta }, locations })
  return readHeapSnapshot([new TextEncoder().encode(text)])
}

const four = ['object_index', 'script_id', 'line', 'column']
const five = ['object_index', 'script_id', 'script_object_index', 'line', 'column']
const place = { file: '/app/my server.mjs', line: 12, column: 3 }

describe('places of objects', () => {
  test('four fields: the script is found through a function of it', async () => {
    const heap = await located(four, at('cache'), 7, 20, 0, at('handle'), 7, 11, 2)
    const sources = sourcesOf(heap)
    expect(sources.placeOf(program.node('handle'))).toEqual(place)
    expect(sources.placeOf(program.node('cache'))).toEqual({ ...place, line: 21, column: 1 })
    expect(sources.placeOf(program.node('g'))).toBeUndefined()
  })

  test('five fields, as V8 15 has them: the script is known', async () => {
    const heap = await located(five, at('cache'), 7, at('script'), 11, 2)
    expect(sourcesOf(heap).placeOf(program.node('cache'))).toEqual(place)
  })

  test('a script that no function belongs to, and a place that V8 does not know', async () => {
    const heap = await located(four, at('cache'), 9, 11, 2, at('handle'), 7, -1, -1)
    expect(sourcesOf(heap).placeOf(program.node('cache'))).toBeUndefined()
    expect(sourcesOf(heap).placeOf(program.node('handle'))).toBeUndefined()
  })

  test('fields of other names are passed over', async () => {
    expect((await located(['object_index', 'somewhere'], at('cache'), 1)).locations).toBeUndefined()
  })

  test('a location of no node is damage', async () => {
    await expect(located(four, 1, 7, 1, 1)).rejects.toThrow(/a location of a node, a multiple of \d+ up to \d+, got 1 before byte \d+/)
    await expect(located(four, at('cache'), 7, 1)).rejects.toThrow(/'locations' in rows of 4 numbers/)
  })

  test('are written, and read again', async () => {
    const heap = await located(four, at('handle'), 7, 11, 2)
    const again = await readHeapSnapshot(toHeapSnapshot(heap))
    expect(sourcesOf(again).placeOf(program.node('handle'))).toEqual(place)
  })

  test('as text: the last part of a path, the whole of what is Node’s own', () => {
    expect(placeText(place)).toBe('my server.mjs:12:3')
    expect(placeText({ file: 'node:internal/timers', line: 1, column: 2 })).toBe('node:internal/timers:1:2')
  })

  test('short names distinguish files', () => {
    expect([...shortNames(['/a/index.js', '/b/index.js', '/b/server.js', 'C:\\c\\index.js'])]).toEqual([
      ['/b/server.js', 'server.js'],
      ['/a/index.js', 'a/index.js'],
      ['/b/index.js', 'b/index.js'],
      ['C:\\c\\index.js', 'c/index.js'],
    ])
  })
})
