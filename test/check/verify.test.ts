import { Verification } from '../../src/check/verification.js'
import { verify } from '../../src/check/verify.js'
import { Tracker } from '../../src/index.js'
import { inEngine, nodes } from '../in-engines.js'

type Found = Record<'right' | 'excluded' | 'sized' | 'model', ReturnType<Verification['toJSON']>> & {
  readonly primitives: readonly boolean[]
  readonly wrong: Readonly<Record<string, ReturnType<Verification['toJSON']>>>
}

describe.each(nodes)('verify on %s', (node) => {
  let found: Found
  beforeAll(async () => {
    found = await inEngine<Found>(node, 'check/verify-child.cjs')
  })

  test('what the probe measures is as the engine has it, object by object', () => {
    const { faults, bytes, truth, count, matched, by, ok } = found.right
    expect(faults).toEqual([])
    expect({ by, ok, bytes, matched }).toEqual({ by: 'probe', ok: true, bytes: truth, matched: count })
    expect(count).toBeGreaterThan(4000)
    expect(found.primitives).toEqual([true, true, true, true, true])
  })

  test('a field that its description forgot is missing, with all below it', () => {
    const { ok, faults } = found.wrong.forgotten
    expect(ok).toBe(false)
    expect(faults).toMatchObject([
      { kind: 'missing', path: '$.session.cache', className: 'Map', field: 'Session.cache', bytes: 0, count: 3 },
    ])
  })

  test('what is called owned and held elsewhere too is found', () => {
    expect(found.wrong.ownedTwice.faults).toMatchObject([{ kind: 'twice', className: 'Array', field: 'Session.list' }])
  })

  test('what a description names and the engine does not have in the value is foreign, with all below it', () => {
    const { faults, ok, bytes, truth } = found.wrong.foreign
    expect(ok).toBe(false)
    expect(faults).toMatchObject([
      { kind: 'foreign', path: '$.session.elsewhere', className: 'Object', field: 'Session.elsewhere', truth: 0 },
    ])
    expect(bytes).toBeGreaterThan(truth + 200)
  })

  test('bytes that a description gives stand for the part of that name', () => {
    const { claimed, ok, faults } = found.wrong.claimed
    expect({ claimed, ok, faults }).toEqual({ claimed: 5000, ok: true, faults: [] })
  })

  test('options say what belongs to the value', () => {
    expect(found.excluded).toMatchObject({ ok: true, count: 2 })
    expect(found.sized.faults).toMatchObject([{ kind: 'missing', path: '$.heavy', count: 102 }])
  })

  test('by the model, what it guesses is wrong and what content decides is right', () => {
    const { by, faults } = found.model
    expect(by).toBe('model')
    // two texts of equal characters are one to the model
    expect(faults.map(({ kind, path }) => `${kind} ${path}`)).toContain('missing $.copies[1]')
    expect(faults.map(({ path }) => path)).not.toContain('$.exact')
  })
})

test('what differs is printed as a table that is harmless and fits', () => {
  const text = new Verification({
    by: 'probe',
    bytes: 500,
    truth: 2500,
    count: 3,
    matched: 2,
    claimed: 100,
    faults: Array.from({ length: 30 }, (_, i) => ({
      kind: 'missing' as const,
      path: `$.sessions[${i}].cache`,
      className: 'Map',
      field: 'Session.cache',
      bytes: 0,
      truth: 2000 - i,
      count: 12,
    })),
  }).toString({ rows: 2 })
  expect(text).toBe(
    [
      '  not as the engine has it  2 of 3 objects match, measured 500 B, in the heap snapshot 2.50 kB',
      '  and 100 B outside the heap by descriptions, which a snapshot cannot tell',
      '',
      '  FAULT    MEASURED    TRUTH  OBJECTS  WHERE',
      '  missing       0 B  2.00 kB       12  $.sessions[0].cache  Session.cache: Map',
      '  missing       0 B  2.00 kB       12  $.sessions[1].cache  Session.cache: Map',
      '  (28 more)',
    ].join('\n'),
  )
})

test('a part of a value cannot be verified', async () => {
  await expect(verify({}, { limit: 10 })).rejects.toThrow('Expected neither `tracker` nor `limit`')
  await expect(verify({}, { tracker: new Tracker() })).rejects.toThrow('Expected neither `tracker` nor `limit`')
})
