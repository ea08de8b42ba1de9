import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { enginePath } from '../../scripts/engines.mjs'
import { layouts } from '../../src/layout/engines.js'
import { isThorough, nodes } from '../in-engines.js'
import { topics } from './builders/index.js'
import { type Comparison, compareProbe, faultsOf, isWhole, scriptOf } from './probe.js'
import { askReadOnlyTexts } from './read-only-texts.js'

const { readOnlyTexts } = require('./read-only-texts.cjs') as { readOnlyTexts: (version: string) => string[] }

// 20,000 of them: `npm run oracle:probe`
const seeds = isThorough ? '0..2000' : '0..200'

/** Values of which the probe does not see all, on some version at least: it says so, and probe.ts says what is checked then. */
const opaque = {
  kinds: ['Intl objects', 'a Blob'],
  zoo: [
    ...['wasm instance', 'wasm exports', 'wasm table', 'wasm tag', 'module namespace', 'what is in globalThis'],
    ...['vm: context', 'vm: script', 'vm: values', 'require and its like', 'process', 'streams', 'keys and hashes', 'fetching', 'messages'],
    ...['texts', 'serializer', 'external of C++', 'wasm module', 'more iterators', 'Intl', 'Intl in use', 'Intl durations'],
  ],
  // they reach `require`, and with it all of Node
  closures: ['a closure of a CommonJS module'],
  builders: ['new Error', "new Intl.Collator('en')"],
}

/** Those that the probe did not see whole, descriptions left out. */
const opaqueOf = ({ values }: Comparison): string[] =>
  values.filter((value) => !isWhole(value) && !value.isDescribed).map(({ name }) => name)

describe.each(nodes)('the probe against the heap snapshot of %s', (engine) => {
  const binary = enginePath(engine)

  it('equals it for every kind of value, but for what is in C++', async () => {
    const compared = await compareProbe(binary, 'kinds.cjs')
    expect(faultsOf(compared)).toEqual([])
    expect(opaqueOf(compared)).toEqual(opaque.kinds)
  })

  it('equals it for the zoo, and is within what is known where the zoo is opaque', async () => {
    const compared = await compareProbe(binary, 'zoo.cjs')
    const shared = faultsOf(compared).filter((fault) => fault.startsWith('arguments, sloppy and strict: '))
    expect(faultsOf(compared).filter((fault) => !shared.includes(fault))).toEqual([])
    // what a parameter holds is an element, too: one object of four fields, which a snapshot gives the function's context (probe/odd-corners.test.ts)
    const [, bytes, count, truth, ofTruth] = /not equal: (\d+) bytes .*? in (\d+), .* says (\d+) in (\d+),/.exec(shared[0] ?? '') ?? []
    expect({ faults: shared.length, bytes: Number(bytes) - Number(truth), count: Number(count) - Number(ofTruth) }).toEqual({
      faults: 1,
      bytes: 24 + 4 * 8,
      count: 1,
    })
    expect(opaqueOf(compared).filter((name) => !opaque.zoo.includes(name))).toEqual([])
  })

  it('equals it for random shapes', async () => {
    const compared = await compareProbe(binary, 'random-shapes.cjs', { seeds })
    expect(faultsOf(compared)).toEqual([])
    expect(opaqueOf(compared)).toEqual([])
  })

  it('equals it for what closures hold, where asked to follow them', async () => {
    const compared = await compareProbe(binary, 'closures.cjs', { contexts: true })
    expect(faultsOf(compared)).toEqual([])
    expect(opaqueOf(compared)).toEqual(opaque.closures)
  })

  it('equals it for values of every builder', async () => {
    const cases = Object.values(topics)
      .flat()
      .filter(({ runsOn }) => runsOn?.(layouts[engine]) ?? true)
    const folder = mkdtempSync(join(tmpdir(), 'memsize-builders-'))
    try {
      const file = await scriptOf(
        folder,
        cases.map(({ source }) => source),
      )
      const { values, ...rest } = await compareProbe(binary, file)
      const named = { values: values.map((value, i) => ({ ...value, name: cases[i].source })), ...rest }
      expect(named.values).toHaveLength(cases.length)
      expect(faultsOf(named)).toEqual([])
      expect(opaqueOf(named)).toEqual(opaque.builders)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  // what is known of a hidden class is kept where that of another may be put meanwhile
  it('gives the same own bytes to objects of thousands of shapes', () => {
    const script = `
      const { theProbe } = require('./dist/cjs/probe/probe.js')
      const objects = Array.from({ length: 5000 }, (_, i) => {
        const object = Object.create({})
        for (let k = 0; k < 6; k++) object['field' + k] = i + k + 0.5
        return object
      })
      console.log(JSON.stringify([...new Set(theProbe().shallow(objects))]))`
    // four fields, a property array of three, and six boxes
    expect(JSON.parse(execFileSync(binary, ['-e', script], { encoding: 'utf8' }))).toEqual([56 + 40 + 6 * 16])
  })

  it('gives no bytes to a text exactly where the engine says that it keeps it in read-only space', () => {
    const texts = [...readOnlyTexts('12'), 'hidden', 'children', 'TextDecoder', 'memsize', 'not of the engine', '1024', '-1', 'é', 'ключ']
    const script = `
      const { shallowSize } = require('./dist/cjs/index.js')
      console.log(JSON.stringify(JSON.parse(process.argv[1]).filter((text) => shallowSize(Object.keys({ [text]: 0 })[0]) === 0)))`
    const free = JSON.parse(execFileSync(binary, ['-e', script, JSON.stringify(texts)], { encoding: 'utf8' }))
    expect(free).toEqual(askReadOnlyTexts(binary, texts))
  })

  // by default a third of them on the newest Node: agreement.test.ts has those of the oldest
  if (isThorough || engine === nodes.at(-1))
    it('equals it for structures built by real libraries', async () => {
      const compared = await compareProbe(binary, 'structures.cjs', { structures: isThorough ? 1 : 3 })
      expect(faultsOf(compared)).toEqual([])
      expect(opaqueOf(compared)).toEqual([])
    })

  const listed = readOnlyTexts(String(layouts[engine].version))
  if (listed.length === 0) return
  it('knows the texts of read-only space, where the snapshot does not tell them', () => {
    expect(askReadOnlyTexts(binary, listed)).toEqual(listed)
  })
})
