import { gunzipSync, gzipSync } from 'node:zlib'
import { assembled } from '../../src/profile/assemble.js'
import { type ImportedSite, importedSite } from '../../src/profile/formats/imported-site.js'
import { type AllocationProfile, type Cost, exportProfile, type ProfileFormat, type ProfileFrame, readProfile } from '../../src/profile.js'

const frame = (name: string, file = '', line = 0, column = 0): ProfileFrame => ({ function: name, file, line, column })

const main = frame('main', '/app/a.js', 3, 10)
const parse = frame('parse', '/app/a.js', 12, 5)
const hostile = frame('<script>alert(1)</script>; %3B "q" \\ \u001b[31m\nx (y)', '/app/ä (1).js', 7, 1)
const noFile = frame('weird (name)')

const profile: AllocationProfile = assembled({
  by: 'samples',
  engine: 'Node 24',
  begun: 1_700_000_000_123,
  milliseconds: 1234,
  interval: { asked: 65536, last: 65536, widest: 131072 },
  sites: [
    {
      stack: [parse, main],
      costs: { total: 6_400_123, peak: 700, live: 640, temporary: 6_000_000 },
      blocks: 1000,
      liveBlocks: 10,
      spread: [1e9, 0, 5, 1e9, 65536],
    },
    {
      stack: [parse, parse, main],
      costs: { total: 3, peak: 0, live: 0, temporary: 3 },
      blocks: 1,
      liveBlocks: 0,
      labels: { route: '/orders', 'a=b ': 'x "<b>é;' },
    },
    { stack: [parse, parse, main], costs: { total: 4, peak: 0, live: 0, temporary: 3 }, blocks: 1, liveBlocks: 0, labels: { route: '/x' } },
    {
      stack: [hostile, main],
      costs: { total: 1_000_000, peak: 1_000_000, live: 1_000_000, temporary: 0 },
      blocks: 5,
      liveBlocks: 5,
      thread: 'worker 3',
      external: 1_000_000,
    },
    {
      stack: [noFile],
      costs: { total: 2 ** 45 + 1, peak: 5, live: 5, temporary: 0 },
      blocks: 7,
      liveBlocks: 1,
      lifetime: { milliseconds: 5, collections: 2 },
    },
  ].map((site) => importedSite(site as ImportedSite)),
})

/** What a format should have kept of each site. */
const kept = ({ sites }: AllocationProfile, costs: readonly Cost[], others: readonly ('blocks' | 'liveBlocks' | 'external')[]) =>
  sites
    .map((site) => ({
      stack: site.stack,
      thread: site.thread,
      labels: site.labels,
      ...Object.fromEntries([...costs, ...others].map((name) => [name, site[name]])),
    }))
    .sort((a, b) => (JSON.stringify(a.stack) + JSON.stringify(a.labels) < JSON.stringify(b.stack) + JSON.stringify(b.labels) ? -1 : 1))

const formats: [ProfileFormat, readonly Cost[], readonly ('blocks' | 'liveBlocks' | 'external')[]][] = [
  ['memsize', ['total', 'peak', 'live', 'temporary'], ['blocks', 'liveBlocks', 'external']],
  ['pprof', ['total', 'live'], ['blocks', 'liveBlocks', 'external']],
  ['heapprofile', ['total', 'live'], ['blocks', 'liveBlocks', 'external']],
  ['dhat', ['total', 'peak', 'live'], ['blocks', 'liveBlocks', 'external']],
  ['speedscope', ['total', 'peak', 'live', 'temporary'], ['external']],
  ['collapsed', ['total'], ['external']],
]

describe.each(formats)('%s', (format, costs, others) => {
  const file = exportProfile(profile, format)

  test('reads back what was written, to the byte', () => {
    const again = readProfile(file)
    expect(kept(again, costs, others)).toEqual(kept(profile, costs, others))
    expect(again.costs).toEqual(costs)
    for (const cost of costs) expect(again.sums[cost]).toBe(profile.sums[cost])
  })

  test('writes what it read again', () => {
    const again = exportProfile(readProfile(file), format)
    const plain = (written: string | Uint8Array) => (typeof written === 'string' ? written : gunzipSync(written))
    expect(readProfile(plain(again))).toEqual(readProfile(plain(file)))
  })

  test('of nothing is a profile of nothing', () => {
    const nothing = assembled({ by: 'samples', sites: [] })
    const written = exportProfile(nothing, format)
    if (format === 'collapsed') expect(written).toBe('')
    else if (format === 'pprof') expect(() => readProfile(written)).toThrow('sample types')
    else expect(readProfile(written).sites).toEqual([])
  })

  test('cut anywhere is an error that says so, or a shorter list of lines', () => {
    const bytes = typeof file === 'string' ? Buffer.from(file) : file
    for (let part = 1; part < 40; part++) {
      const cut = bytes.subarray(0, Math.floor((bytes.length * part) / 40))
      if (format === 'collapsed') continue
      expect(() => readProfile(cut)).toThrow(/^Expected .*(cut|other JSON)/s)
    }
  })
})

test.each(formats)('%s: a recursion ten thousand deep', (format) => {
  const stack = Array.from({ length: 10_000 }, () => parse)
  const deep = assembled({
    by: 'samples',
    sites: [
      importedSite({ stack, costs: { total: 77, live: 7 } }),
      importedSite({ stack: [...stack, main], costs: { total: 5, live: 0 } }),
    ],
  })
  const again = readProfile(exportProfile(deep, format))
  expect(again.sums.total).toBe(82)
  expect(again.sites.map((site) => site.stack.length)).toEqual([10_000, 10_001])
})

test('memsize keeps all of it', () => {
  expect(readProfile(exportProfile(profile, 'memsize'))).toEqual(profile)
})

test('a gzipped pprof that is cut inside', () => {
  const inner = gunzipSync(exportProfile(profile, 'pprof'))
  let errors = 0
  for (let length = 1; length < Math.min(inner.length, 4000); length += 7) {
    try {
      readProfile(gzipSync(inner.subarray(0, length)))
    } catch (error) {
      expect((error as Error).name).toBe('MemSizeError')
      errors++
    }
  }
  expect(errors).toBeGreaterThan(50)
})

test.each([
  ['', 'the file is empty'],
  ['{}', 'other JSON'],
  ['[1, 2]', 'other JSON'],
  ['{"snapshot":{"meta":{}}}', 'memsize top'],
  ['hello world', 'line 1'],
  ['{"head":{}}', 'callFrame'],
  ['{"head":{"callFrame":{"functionName":7},"selfSize":1,"id":1,"children":[]}}', 'functionName'],
  ['{"dhatFileVersion":1}', 'version'],
  ['{"dhatFileVersion":2,"ftbl":["a"],"pps":[{"tb":1,"tbk":1,"fs":[3]}]}', '`fs`'],
  ['{"$schema":"https://www.speedscope.app/x","shared":{"frames":[]},"profiles":[{"type":"sampled","unit":"seconds"}]}', 'bytes'],
  ['{"format":"memsize-profile","version":99}', 'version'],
])('foreign file %j: %s', (text, message) => {
  expect(() => readProfile(text)).toThrow(message)
})

test('a V8 profile of the old dialect tells what is live alone', () => {
  const text = JSON.stringify({
    head: {
      callFrame: { functionName: '(root)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 },
      selfSize: 0,
      id: 1,
      children: [
        {
          callFrame: { functionName: '', scriptId: '7', url: 'file:///app/b%20c.js', lineNumber: 4, columnNumber: 2 },
          selfSize: 512,
          id: 2,
          children: [],
        },
      ],
    },
    samples: [{ size: 512, nodeId: 2, ordinal: 1 }],
  })
  const [site] = readProfile(text).sites
  expect(site).toMatchObject({
    function: '(anonymous)',
    file: '/app/b c.js',
    line: 5,
    column: 3,
    live: 512,
    total: undefined,
    bound: undefined,
  })
})

test('the unknown format is named', () => {
  expect(() => exportProfile(profile, 'perf' as ProfileFormat)).toThrow('one of memsize, pprof')
})
