import { join, relative } from 'node:path'
import { inComment } from './names.js'
import type { Place, Problem } from './plan.js'
import type { Change } from './sync.js'

/** Problems as people read them, in the order of places, each a line; paths as `shown` has them. */
export function problemLines(problems: readonly Problem[], shown: (path: string) => string): string[] {
  const sorted = [...problems].sort((a, b) => order(a.place, b.place))
  return sorted.map(({ place, expected, fix }) => `${shown(place.file)}:${place.line}:${place.column}: expected ${expected}. ${fix}`)
}

const order = (a: Place, b: Place): number => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column)

/** `wrote user.memsize.ts`. */
export function changeLine({ path, before, after }: Change, shown: (path: string) => string, isDry = false): string {
  return `${verbFor(before, after, isDry)} ${shown(path)}`
}

function verbFor(before: string | undefined, after: string | undefined, isDry: boolean): string {
  if (after === undefined) return isDry ? 'would remove' : 'removed'
  if (before === undefined) return isDry ? 'would write' : 'wrote'
  return isDry ? 'would update' : 'updated'
}

export const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

/** Has paths of a project as they are seen from a folder, each in one line. */
export const shownFrom = (cwd: string, folder: string) => (path: string) =>
  inComment(relative(cwd, join(folder, path)).replaceAll('\\', '/'))
