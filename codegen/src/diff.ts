/** Lines of context around a change. */
const context = 2

/** Two texts line by line, from the first to the last line in which they differ. */
export function diff(path: string, before: string | undefined, after: string | undefined): string {
  const a = before?.split('\n') ?? []
  const b = after?.split('\n') ?? []
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const from = Math.max(0, start - context)
  const lines = [
    `--- ${before === undefined ? '(none)' : path}`,
    `+++ ${after === undefined ? '(none)' : path}`,
    `@@ line ${from + 1} @@`,
    ...a.slice(from, start).map((line) => ` ${line}`),
    ...a.slice(start, a.length - end).map((line) => `-${line}`),
    ...b.slice(start, b.length - end).map((line) => `+${line}`),
    ...a.slice(a.length - end, a.length - end + context).map((line) => ` ${line}`),
  ]
  return `${lines.join('\n')}\n`
}
