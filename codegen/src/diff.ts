import { formatPatch, structuredPatch } from 'diff'

/** Lines of context around a change. */
const context = 2

/** How two texts differ, line by line, as `diff -u` has it. Undefined: not there. */
export function diff(path: string, before: string | undefined, after: string | undefined): string {
  const nameOf = (text: string | undefined) => (text === undefined ? '(none)' : path)
  const patch = structuredPatch(nameOf(before), nameOf(after), before ?? '', after ?? '', undefined, undefined, { context })
  // the name is printed once
  return `${formatPatch(patch)
    .replace(/^Index: .*\n=+\n/, '')
    .trimEnd()}\n`
}
