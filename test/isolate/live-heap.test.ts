import { describe, expect, test } from '@jest/globals'
import { inEngine } from '../in-engines.js'

interface Answers {
  readonly captured: string
  readonly byKey: string
  readonly inElements: string
  readonly record: { readonly count: number; readonly shallow: number }
  readonly cache: boolean
  readonly waste: readonly string[]
  readonly isWhole?: boolean
}
interface Found {
  readonly live: Answers
  readonly written: Readonly<Record<'true' | 'false', Answers>>
  readonly left: readonly string[]
  readonly zombies: number
  readonly same: {
    readonly reaped: number
    readonly nodes: boolean
    readonly shape: boolean
    readonly names: boolean
    readonly more: number
  }
}

describe.each(['node20', 'node24'])('a live heap on %s', (engine) => {
  let found: Found
  test('is read', async () => {
    found = await inEngine<Found>(engine, 'isolate/live-heap-child.cjs')
  })

  test('answers queries as a snapshot does: by variables, properties, elements and keys of WeakMaps', () => {
    expect(found.live).toMatchObject({
      captured: '(closure).captured',
      byKey: '<1 / part of key (of a WeakMap) -> value>',
      inElements: '[100000]',
      record: { name: 'Record', count: 1002 },
    })
    expect(found.live.waste).toContain('empty and nearly empty collections')
  })

  test.each(['true', 'false'] as const)('is written by the probe, with fork: %s, and answers the same', (fork) => {
    expect(found.written[fork]).toEqual({ ...found.live, record: expect.objectContaining({ count: 1002 }), isWhole: true })
    expect(found.written[fork].record.shallow).toBe(found.live.record.shallow)
  })

  test('and its file are equal node by node, edge by edge, name by name; a forked child finds what was there', () => {
    expect(found.same).toMatchObject({ reaped: 0, nodes: true, shape: true, names: true })
    // of about 150,000
    expect(Math.abs(found.same.more)).toBeLessThan(300)
  })

  test('leaves no file, and no zombie', () => {
    expect(found.left).toEqual([])
    expect(found.zombies).toBe(0)
  })
})
