import { makePackage, type Package } from './builds.mjs'
import { fuzz } from './fuzz.mjs'
import { differences, type Told, underFlag } from './stress.mjs'

// What danger.test.ts shows, under sanitizers and under flags that have V8 collect and move as it never does by itself.

const seed = Math.floor(Math.random() * 2 ** 31)
const plain = packageOf()
const watched = makePackage({ sanitize: true })
const sanitized = 'reason' in watched ? undefined : watched
if (sanitized === undefined) process.stderr.write(`probe dangers: no run under sanitizers: ${(watched as { reason: string }).reason}\n`)
;(sanitized ? describe : describe.skip)('under AddressSanitizer and UndefinedBehaviorSanitizer', () => {
  afterAll(() => sanitized?.remove())

  test.each(['node20', 'node26'])('%s', async (engine) => {
    const { line, violations } = await fuzz(sanitized as Package, { engine, values: 1000, seed })
    process.stderr.write(`sanitized ${line}\n`)
    expect(violations).toEqual([])
  })
})

function packageOf(): Package {
  const made = makePackage()
  if ('reason' in made) throw new Error(made.reason)
  return made
}

afterAll(() => plain.remove())

describe.each(['node20', 'node24'])('%s: flags under which V8 does its worst', (engine) => {
  const bare = underFlag(plain, engine, undefined, 20_000, 1) as Told

  test.each(['--stress-compaction', '--stress-scavenge=50', '--gc-interval=500', '--always-sparkplug'])('%s', (flag) => {
    const found = underFlag(plain, engine, flag, 20_000, 1)
    if ('skipped' in found) {
      process.stderr.write(`${found.skipped}\n`)
      return
    }
    expect([...found.wrong, ...differences(bare, found, flag)]).toEqual([])
  })
})
