import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { MemSizeError } from '../../src/errors.js'
import type { HeapGraph } from '../../src/graph/heap-graph.js'
import { type ReadProgress, readHeapSnapshot } from '../../src/snapshot/read-snapshot.js'
import { graph, snapshotText } from '../graph/notation.js'

const encoder = new TextEncoder()
const oneChunk = (text: string) => [encoder.encode(text)]
const columns = ({
  nodeTypes,
  edgeTypes,
  nodeType,
  nodeName,
  nodeId,
  selfSize,
  firstEdge,
  edgeType,
  edgeName,
  edgeTo,
  strings,
}: HeapGraph) => ({
  nodeTypes,
  edgeTypes,
  strings: Array.from({ length: strings.length }, (_, i) => strings.text(i)),
  numbers: [nodeType, nodeName, nodeId, selfSize, firstEdge, edgeType, edgeName, edgeTo].map((column) => Array.from(column)),
})

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-read-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

// Everything a string of JSON can hold, and a node beyond 4 GiB.
const small = graph(`
  r:synthetic=0'(GC~roots)' [1]>o w:weakly>s
  o:object=56'Ünï"cöde\\\\日本\u{1F600}' .self>o .key>s i:map>m h:7>n
  s:string=6000000000'a\ttab,~a~"quote"~and~\ud800~alone'
  m:object~shape=72 n:number=16
`)
const text = snapshotText(small)

describe('a snapshot', () => {
  it('comes back whole', async () => {
    expect(columns(await readHeapSnapshot(oneChunk(text)))).toEqual(columns(small))
  })

  it('may be split at any byte', async () => {
    const bytes = encoder.encode(text)
    const expected = JSON.stringify(columns(small))
    for (let at = 0; at <= bytes.length; at++) {
      const read = await readHeapSnapshot([bytes.subarray(0, at), bytes.subarray(at)])
      if (JSON.stringify(columns(read)) !== expected) throw new Error(`split at byte ${at} of ${bytes.length}`)
    }
  })

  it('may come a byte at a time, in a buffer that is used again', async () => {
    const buffer = new Uint8Array(1)
    async function* bytes() {
      for (const byte of encoder.encode(text)) {
        buffer[0] = byte
        yield buffer
      }
    }
    expect(columns(await readHeapSnapshot(bytes()))).toEqual(columns(small))
  })

  it('may be indented, and carry sections nobody asked for', async () => {
    const parsed = JSON.parse(text)
    const indented = JSON.stringify({ before: { a: [']', '\\"', { b: '}' }] }, n: -1.5e3, ...parsed, after: null }, null, '\t\r\n ')
    expect(columns(await readHeapSnapshot(oneChunk(indented)))).toEqual(columns(small))
  })

  it('may have its columns in any order, and more of them', async () => {
    const parsed = JSON.parse(text)
    const rows = (list: number[], width: number) =>
      Array.from({ length: list.length / width }, (_, i) => list.slice(i * width, (i + 1) * width))
    const { meta } = parsed.snapshot
    meta.node_fields = ['extra', ...meta.node_fields.slice(0, 5).reverse()]
    meta.node_types = ['number', 'number', 'number', 'number', 'string', small.nodeTypes]
    meta.edge_fields.reverse()
    meta.edge_types.reverse()
    parsed.nodes = rows(parsed.nodes, 7).flatMap((row) => [99, ...row.slice(0, 5).reverse()])
    parsed.edges = rows(parsed.edges, 3).flatMap(([type, name, to]) => [(to / 7) * 6, name, type])
    expect(columns(await readHeapSnapshot(oneChunk(JSON.stringify(parsed))))).toEqual(columns(small))
  })

  it('may have an index beyond 2^31, which V8 prints as a negative number', async () => {
    const read = await readHeapSnapshot(oneChunk(text.replace('"edges":[1,1,', '"edges":[1,-1294967296,')))
    expect(read.edgeNameOf(0)).toBe('3000000000')
  })

  it('is read from a path, a Node stream and web streams alike', async () => {
    const path = join(folder, 'small.heapsnapshot')
    writeFileSync(path, text)
    const bytes = encoder.encode(text)
    const web = () => new Blob([bytes]).stream()
    const uniterable = { getReader: () => web().getReader() }
    const asText = Readable.from([bytes]).setEncoding('utf8')
    for (const source of [path, bytes, Buffer.from(bytes), new URL(`file://${path}`), Readable.from([bytes]), asText, web(), uniterable]) {
      expect(columns(await readHeapSnapshot(source as string))).toEqual(columns(small))
    }
  })
})

describe('reading', () => {
  it('tells how far it is', async () => {
    const path = join(folder, 'progress.heapsnapshot')
    writeFileSync(path, text)
    const seen: ReadProgress[] = []
    await readHeapSnapshot(path, { onProgress: (progress) => seen.push(progress) })
    const total = encoder.encode(text).length
    expect(seen.at(-1)).toEqual({ bytes: total, total })
    await readHeapSnapshot(oneChunk(text), { onProgress: (progress) => seen.push(progress) })
    expect(seen.at(-1)).toEqual({ bytes: total, total: undefined })
  })

  it('ends when aborted, and lets the stream go', async () => {
    const controller = new AbortController()
    const stream = Readable.from([...text].map((char) => encoder.encode(char)))
    const reading = readHeapSnapshot(stream, { signal: controller.signal, onProgress: () => controller.abort(new Error('enough')) })
    await expect(reading).rejects.toThrow('enough')
    expect(stream.destroyed).toBe(true)
    await expect(readHeapSnapshot('/nowhere', { signal: AbortSignal.abort(new Error('at once')) })).rejects.toThrow('at once')
  })

  it('passes on what the file system says', async () => {
    await expect(readHeapSnapshot(join(folder, 'none.heapsnapshot'))).rejects.toThrow(/ENOENT/)
  })

  it('believes no count that the bytes do not bear out', async () => {
    const lie = text.replace(/"node_count":\d+,"edge_count":\d+/, '"node_count":1000000000000,"edge_count":1000000000000')
    const path = join(folder, 'lie.heapsnapshot')
    writeFileSync(path, lie)
    for (const source of [path, oneChunk(lie)]) {
      const before = process.memoryUsage().arrayBuffers
      await expect(readHeapSnapshot(source)).rejects.toThrow('Expected 1000000000000 entries')
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20e6)
    }
  })
})

const change = (from: string | RegExp, to: string) => {
  const changed = text.replace(from, to)
  if (changed === text) throw new Error(`Expected ${from} in ${text}`)
  return changed
}

const bad: [what: string, text: string, message: RegExp][] = [
  ['nothing', '', /begins {"snapshot":, got the end of the file at byte 0/],
  ['white space', ' \n ', /got the end of the file at byte 3/],
  ['no JSON', 'hello', /got "hello" at byte 0.*writeHeapSnapshot/],
  ['a file packed by other means', 'PK\x03\x04', /unpack it first/],
  ['an array', '[1]', /begins {"snapshot":/],
  ['an empty object', '{}', /'snapshot', 'nodes', 'edges', 'strings', got an empty object/],
  ['a heap profile', '{"head":{},"samples":[]}', /sampling heap profile/],
  ['a CPU profile', '{"nodes":[]}', /'snapshot' before 'nodes'.*CPU profile/],
  ['no meta', change(/"meta":/, '"mata":'), /an object as snapshot.meta, got nothing/],
  ['meta of another kind', change(/"meta":\{.*?\},"node_count"/, '"meta":[],"node_count"'), /an object as snapshot.meta, got \[\]/],
  ['a missing column', change('"self_size"', '"size"'), /'self_size' among snapshot.meta.node_fields/],
  ['no types', change(/"node_types":\[\[[^\]]*\]/, '"node_types":["enum"'), /snapshot.meta.node_types\[0\], got "enum"/],
  ['an endless head', change('"snapshot":{', `"snapshot":{"x":"${'x'.repeat(2 ** 20)}",`), /'snapshot' of at most 1048576 bytes/],
  ['a head that is no JSON', change('"snapshot":{', '"snapshot":{x'), /'snapshot' as JSON/],
  ['two heads', change('"edges":', '"snapshot":{},"edges":'), /one 'snapshot', got a second at byte/],
  ['nodes too early', change('"snapshot":', '"nodes":[],"snapshot":'), /'snapshot' before 'nodes'/],
  ['a key without quotes', change('"nodes":', 'nodes:'), /a key in double quotes, got "nodes:/],
  ['a missing colon', change('"nodes":', '"nodes"'), /':' after the key "nodes"/],
  ['a fraction', change('"nodes":[9,', '"nodes":[9.5,'), /a comma or the end of the array in 'nodes', got "\.5/],
  ['a string among numbers', change('"nodes":[9,', '"nodes":["9",'), /a whole number in 'nodes'/],
  ['a number cut in two', change('"nodes":[9,', '"nodes":[9 9,'), /a comma or the end of the array in 'nodes'/],
  ['a number of 16 digits', change('6000000000', '6000000000000000'), /at most 15 digits/],
  ['a trailing comma', change('],"edges"', ',],"edges"'), /a whole number in 'nodes', got "\]/],
  ['a row too short', change('],"edges"', ',0],"edges"'), /'nodes' in rows of 7 numbers, got a last row of 1/],
  ['a node type beyond the table', change('"nodes":[9,', '"nodes":[15,'), /a node type below 15, got 15 before byte \d+/],
  ['a negative size', change('6000000000', '-1'), /a size, got -1/],
  ['an edge type beyond the table', change('"edges":[1,', '"edges":[7,'), /an edge type below 7, got 7/],
  ['an edge to nowhere', change('"edges":[1,1,7', '"edges":[1,1,35'), /a multiple of 7 up to 28, got 35 before byte \d+/],
  ['an edge between nodes', change('"edges":[1,1,7', '"edges":[1,1,8'), /a multiple of 7 up to 28, got 8/],
  ['an edge to a negative node', change('"edges":[1,1,7', '"edges":[1,1,-7'), /got -7/],
  ['a negative edge name', change('"edges":[1,1,7,6,', '"edges":[1,1,7,6,-'), /a string index as edge name, got -6/],
  ['an edge too many', change('"edges":[', '"edges":[1,1,0,'), /6 edges, as the nodes count them, got more/],
  ['an edge too few', change('"edges":[1,1,7,', '"edges":['), /Expected 6 entries in 'edges', which is the sum of edge_count/],
  ['another node count', change('"node_count":5', '"node_count":6'), /Expected 6 entries in 'nodes', which is snapshot.node_count, got 5/],
  ['another edge count', change('"edge_count":6', '"edge_count":5'), /which is snapshot.edge_count, got 6/],
  ['a string too few', change(',"map"]}', ']}'), /edge names below 9, as many as there are strings, got \d+ before byte \d+/],
  ['a number among strings', change('["<dummy>"', '[0'), /a string in double quotes in 'strings', got "0,/],
  ['a line break in a string', change('<dummy>', '<dum\nmy>'), /a string without control characters in 'strings', got "\\nmy>/],
  ['an unknown escape', change('<dummy>', '<dum\\my>'), /an escape such as .* got "my>/],
  ['a short escape', change('<dummy>', '<dum\\u12my>'), /four hexadecimal digits/],
  ['strings without a comma', change('["<dummy>",', '["<dummy>"'), /a comma or the end of the array in 'strings'/],
  ['something after the end', `${text}{}`, /the end of the file, got "{}"/],
]

describe('a bad file is reported with what was expected, what came and where', () => {
  it.each(bad)('%s', async (_, wrong, message) => {
    const errorOf = (chunks: Uint8Array[]) => readHeapSnapshot(chunks).catch((caught: unknown) => caught as Error) as Promise<Error>
    const error = await errorOf(oneChunk(wrong))
    expect(error).toBeInstanceOf(MemSizeError)
    expect(error.message).toMatch(message)
    const inBytes = await errorOf([...wrong].map((char) => encoder.encode(char)))
    const expected = ({ message }: Error) => message.slice(0, message.indexOf(', got'))
    expect(expected(inBytes)).toBe(expected(error))
  })

  it('cut off anywhere', async () => {
    const bytes = encoder.encode(text)
    for (let at = 0; at < bytes.length; at++) {
      const error = await readHeapSnapshot([bytes.subarray(0, at)]).catch((caught: unknown) => caught)
      if (!(error instanceof MemSizeError)) throw new Error(`cut at byte ${at}: ${error}`)
      if (!error.message.includes('the end of the file')) throw new Error(`cut at byte ${at}: ${error.message}`)
    }
  })

  it('no source at all', async () => {
    await expect(readHeapSnapshot(42 as never)).rejects.toThrow('Expected a path, a Node stream')
    await expect(readHeapSnapshot({} as never)).rejects.toThrow(MemSizeError)
    await expect(readHeapSnapshot(undefined as never)).rejects.toThrow(MemSizeError)
  })
})

it('the snapshot of a real process is what JSON.parse makes of it', async () => {
  const path = join(folder, 'real.heapsnapshot')
  const script = `globalThis.kept = ['日本', 'q"\\\\\\u2028', 1.5, {}]; require('v8').writeHeapSnapshot(${JSON.stringify(path)})`
  execFileSync(process.execPath, ['-e', script])
  const read = await readHeapSnapshot(path)
  const { snapshot, nodes, edges, strings } = JSON.parse(readFileSync(path, 'utf8'))
  const fields: string[] = snapshot.meta.node_fields
  const column = (field: string) => (nodes as number[]).filter((_, i) => i % fields.length === fields.indexOf(field))
  const edgeColumn = (index: number) => (edges as number[]).filter((_, i) => i % 3 === index)
  let total = 0
  const parsed = {
    nodeTypes: snapshot.meta.node_types[0],
    edgeTypes: snapshot.meta.edge_types[0],
    strings,
    numbers: [
      column('type'),
      column('name'),
      column('id'),
      column('self_size'),
      [0, ...column('edge_count').map((count) => (total += count))],
      edgeColumn(0),
      edgeColumn(1),
      edgeColumn(2).map((to) => to / fields.length),
    ],
  }
  // Not toEqual: a difference of a million numbers is not worth printing.
  expect(JSON.stringify(columns(read)) === JSON.stringify(parsed)).toBe(true)
})

describe('gzip', () => {
  const packed = gzipSync(text)
  const errorOf = async (chunks: Uint8Array | Uint8Array[]) => {
    const error = await readHeapSnapshot(chunks).then(
      () => undefined,
      (caught: unknown) => caught as Error,
    )
    if (!(error instanceof MemSizeError)) throw new Error(`Expected a MemSizeError, got ${error}`)
    return error.message
  }

  it('is recognized by its first bytes, from a path, a Buffer and a stream', async () => {
    const path = join(folder, 'small.heapsnapshot.gz')
    writeFileSync(path, packed)
    const byBytes = () => Array.from(packed, (byte) => Uint8Array.of(byte))
    for (const source of [path, packed, Readable.from([packed]), [new Uint8Array(0), ...byBytes()]]) {
      expect(columns(await readHeapSnapshot(source as string))).toEqual(columns(small))
    }
    const seen: ReadProgress[] = []
    await readHeapSnapshot(path, { onProgress: (progress) => seen.push(progress) })
    expect(seen.at(-1)).toEqual({ bytes: packed.length, total: packed.length })
  })

  it('cut off anywhere', async () => {
    for (let at = 1; at < packed.length; at++) {
      expect(await errorOf(packed.subarray(0, at))).toMatch(`the end of the file at byte ${at}`)
    }
  })

  it('damaged', async () => {
    const damaged = (at: number) => packed.map((byte, i) => (i === at ? byte ^ 0x55 : byte))
    expect(await errorOf(damaged(1))).toMatch(/Expected gzip data, got "incorrect header check" at or before byte \d+/)
    for (let at = 10; at < packed.length; at += 7) expect(await errorOf(damaged(at))).toMatch(/ byte \d+/)
  })

  it('of something else', async () => {
    expect(await errorOf(gzipSync('hello'))).toMatch(/got "hello" at byte 0/)
    expect(await errorOf(gzipSync(''))).toMatch(/got the end of the file at byte 0/)
    expect(await errorOf(gzipSync(text.slice(0, 500)))).toMatch(/the end of the file at byte 500/)
  })

  it('believes no count either', async () => {
    const lie = gzipSync(text.replace(/"node_count":\d+,"edge_count":\d+/, '"node_count":1000000000000,"edge_count":1000000000000'))
    const before = process.memoryUsage().arrayBuffers
    expect(await errorOf(lie)).toMatch('Expected 1000000000000 entries')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20e6)
  })

  it('ends when aborted, and lets the stream go', async () => {
    const controller = new AbortController()
    const stream = Readable.from(Array.from(packed, (byte) => Uint8Array.of(byte)))
    const reading = readHeapSnapshot(stream, { signal: controller.signal, onProgress: () => controller.abort(new Error('enough')) })
    await expect(reading).rejects.toThrow('enough')
    expect(stream.destroyed).toBe(true)
  })

  it('passes on an error of the stream', async () => {
    const failing = async function* () {
      yield packed.subarray(0, 20)
      throw new Error('the line is cut')
    }
    await expect(readHeapSnapshot(failing())).rejects.toThrow('the line is cut')
  })
})

it('a Buffer is read in parts, and may be aborted in between', async () => {
  const bytes = encoder.encode(`${text.slice(0, -1)}${' '.repeat(5e6)}}`)
  const controller = new AbortController()
  setImmediate(() => controller.abort(new Error('enough')))
  await expect(readHeapSnapshot(bytes, { signal: controller.signal })).rejects.toThrow('enough')
  expect(columns(await readHeapSnapshot(bytes))).toEqual(columns(small))
})

describe('texts without end', () => {
  const [head, tail] = text.split('"strings":["')

  it('a string of 600 MB: its beginning is kept', async () => {
    const part = new Uint8Array(1 << 20).fill(0x78)
    function* chunks() {
      yield encoder.encode(`${head}"strings":["`)
      for (let i = 0; i < 600; i++) yield part
      yield encoder.encode(tail)
    }
    const { strings } = await readHeapSnapshot(chunks())
    expect(strings.text(0)).toMatch(/^x+$/)
    expect(strings.text(0).length).toBe(1 << 16)
    expect(strings.text(1)).toBe(small.strings.text(1))
  })

  it('is not cut within a character or an escape', async () => {
    for (const character of ['é', '日', '\u{1F600}', '\n', '\u0001', '"']) {
      for (let before = 0; before < 14; before++) {
        const whole = 'x'.repeat((1 << 16) - 14 + before) + character.repeat(20)
        const { strings } = await readHeapSnapshot(oneChunk(`${head}"strings":["${JSON.stringify(whole).slice(1, -1)}${tail}`))
        const kept = strings.text(0)
        expect(kept.length).toBeGreaterThan((1 << 16) - 16)
        expect(whole.startsWith(kept) && !kept.includes('\ufffd')).toBe(true)
      }
    }
  })
})
