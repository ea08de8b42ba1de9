import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Output } from './emit.js'
import type { Problem } from './plan.js'
import { originOf } from './printer.js'

/** A file that is not as it should be. Undefined: not there. */
export interface Change {
  readonly path: string
  readonly before: string | undefined
  readonly after: string | undefined
}

export interface Changes {
  readonly changes: readonly Change[]
  readonly problems: readonly Problem[]
}

/** What has to change for the generated files to be as they should. Nothing is written. */
export function changesFor(outputs: readonly Output[], generated: readonly string[], folder: string): Changes {
  const changes: Change[] = []
  const problems: Problem[] = []
  const wanted = new Map(outputs.map(({ path, text }) => [path, text]))
  for (const path of new Set([...wanted.keys(), ...generated])) {
    const before = read(join(folder, path))
    const after = wanted.get(path)
    if (before === after || before?.replaceAll('\r\n', '\n') === after) continue
    const origin = before === undefined ? 'ours' : originOf(before)
    if (origin === 'edited') {
      const fix = 'Move what was changed elsewhere and delete the file; it is then written again.'
      problems.push({
        place: { file: path, line: 1, column: 1 },
        expected: 'a generated file as it was written, got one that was changed since',
        fix,
      })
    } else if (origin === 'ours') changes.push({ path, before, after })
    // a file of that name that is not ours and that nothing asks for is none of our business
    else if (after !== undefined) {
      const fix = 'Rename it: the functions for the marked types go there.'
      problems.push({ place: { file: path, line: 1, column: 1 }, expected: 'a file written by memsize-codegen, or none, got another', fix })
    }
  }
  changes.sort((a, b) => (a.path < b.path ? -1 : 1))
  return { changes, problems }
}

/**
 * Makes all changes, or none: everything is written to temporary files first, and renamed when all are there. What cannot be done is a problem,
 * and every file is as it was.
 */
export function apply(changes: readonly Change[], folder: string): Problem[] {
  const temporary = (path: string) => join(folder, `${path}.${process.pid}.tmp`)
  const done: Change[] = []
  const made: string[] = []
  let at: Change | undefined
  try {
    for (at of changes) {
      if (at.after === undefined) continue
      mkdirSync(dirname(join(folder, at.path)), { recursive: true })
      made.push(temporary(at.path))
      writeFileSync(temporary(at.path), at.after, { flag: 'wx' })
    }
    for (at of changes) {
      if (at.after === undefined) rmSync(join(folder, at.path))
      else renameSync(temporary(at.path), join(folder, at.path))
      done.push(at)
    }
    return []
  } catch (error) {
    for (const { path, before } of done) {
      if (before === undefined) rmSync(join(folder, path), { force: true })
      else writeFileSync(join(folder, path), before)
    }
    const expected = `a folder that can be written to, got ${(error as Error).message}`
    return [
      {
        place: { file: at?.path ?? '', line: 1, column: 1 },
        expected,
        fix: 'Give yourself the right to write there; no file was changed.',
      },
    ]
  } finally {
    for (const path of made) rmSync(path, { force: true })
  }
}

function read(path: string): string | undefined {
  try {
    return statSync(path).isFile() ? readFileSync(path, 'utf8') : undefined
  } catch {
    return undefined
  }
}
