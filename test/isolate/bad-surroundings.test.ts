import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { enginePath } from '../../scripts/engines.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-bad-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

interface Came {
  readonly error?: string
  readonly errors?: readonly string[]
  readonly left: readonly string[]
  readonly children: number
}

function ask(engine: string, situation: string, before = ''): Came {
  const script = join('test/isolate/bad-surroundings-child.cjs')
  const command = `${before} exec "${enginePath(engine)}" ${script} ${situation} "${folder}"`
  const { stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

describe.each(['node20', 'node24'])('where something is wrong, on %s', (engine) => {
  const unharmed = { a: [2, 4, 6], left: [], children: 0 }

  test('no room for the file: an error, and nothing of it is left', () => {
    const limited = 'ulimit -f 100;'
    expect(ask(engine, 'full', limited)).toEqual({
      ...unharmed,
      error: expect.stringMatching(/^EFBIG: EFBIG: file too large, write '.*probe\.heapsnapshot'$/),
    })
  })

  test('no such folder, or a folder for a file', () => {
    expect(ask(engine, 'missing')).toEqual({ ...unharmed, error: expect.stringMatching(/^ENOENT: /) })
    expect(ask(engine, 'folder')).toEqual({
      ...unharmed,
      error: expect.stringMatching(/^MemSizeError: Expected a path for a file.*which is a folder/),
    })
  })

  test('the child is killed', () => {
    expect(ask(engine, 'killed')).toEqual({
      ...unharmed,
      error: expect.stringMatching(/^MemSizeError: No heap snapshot was written: the child .* signal 9/),
    })
  })

  test('the writing is aborted', () => {
    expect(ask(engine, 'aborted')).toEqual({ ...unharmed, error: 'Error: no more' })
  })

  test('two snapshots at once are both whole', () => {
    expect(ask(engine, 'two')).toEqual({ ...unharmed, answers: [{ bytes: true }, { bytes: true }], whole: [true, true] })
  })

  test('the worker ends that waits for the child', () => {
    expect(ask(engine, 'worker')).toEqual({ ...unharmed, ended: true })
  })

  test('the self-check fails: it is not tried again, and says why', () => {
    const { errors } = ask(engine, 'unlike')
    expect(errors).toHaveLength(2)
    expect(errors?.[0]).toMatch(/^MemSizeError: The whole heap cannot be read: 16 objects of MemsizeCensusPlain came out as 1/)
    expect(errors?.[1]).toMatch(/switched off: 16 objects/)
  })

  test('a stack near its end', () => {
    expect(ask(engine, 'deep')).toEqual({ ...unharmed, counted: true })
  })
})
