import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { applyEdits, modify, type ParseError, parse, printParseErrorCode } from 'jsonc-parser'
import type { Host } from './host.js'
import { problemLines } from './messages.js'
import type { Problem } from './plan.js'
import { apply } from './sync.js'

/** What goes into package.json. */
const entries: readonly (readonly [path: readonly string[], value: unknown])[] = [
  [['scripts', 'memsize'], 'memsize-codegen'],
  [['scripts', 'memsize:check'], 'memsize-codegen --check'],
  [['memsize'], { output: 'sibling' }],
]

const example = `// An example of memsize-codegen. Delete it when your own types are marked.

/** @memsize */
export interface Visit {
  path: string
  at: number
  /** @owned */
  tags: string[]
  /** @ignore others hold it */
  session?: object
}
`

/** Writes the settings into package.json, and a first example. What is there is never overwritten. */
export function init(folder: string, host: Host): number {
  const shown = (path: string) => path
  const file = 'package.json'
  const examplePath = existsSync(join(folder, 'src')) ? 'src/memsize-example.ts' : 'memsize-example.ts'
  const problems: Problem[] = []
  const problem = (path: string, expected: string, fix: string) =>
    void problems.push({ place: { file: path, line: 1, column: 1 }, expected, fix })
  const before = existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : undefined
  const errors: ParseError[] = []
  const found: unknown = before === undefined ? undefined : parse(before.replace(/^\uFEFF/, ''), errors)
  if (before === undefined) problem(file, 'a package.json beside tsconfig.json', 'Make one by `npm init -y`, and run again.')
  else if (errors.length > 0) problem(file, `JSON, got ${printParseErrorCode(errors[0].error)}`, 'Mend it first.')
  for (const [path] of entries) {
    const at = path.reduce<unknown>((object, key) => (object as Record<string, unknown> | undefined)?.[key], found)
    if (at !== undefined)
      problem(
        file,
        `no ${path.map((key) => `"${key}"`).join(' > ')} yet, got one`,
        'It is set up already; remove the section to have it written again.',
      )
  }
  if (existsSync(join(folder, examplePath))) problem(examplePath, 'no such file yet, got one', 'Rename it or delete it.')
  const changes =
    problems.length > 0
      ? []
      : [
          { path: file, before, after: withEntries(before as string) },
          { path: examplePath, before: undefined, after: example },
        ]
  const all = problems.length > 0 ? problems : apply(changes, folder)
  for (const line of problemLines(all, shown)) host.stderr.write(`${line}\n`)
  if (all.length > 0) return 1
  host.stdout.write(
    [
      'updated package.json: the section "memsize", and the scripts "memsize" and "memsize:check"',
      `wrote ${examplePath}: an interface that is marked`,
      '',
      'Next: `npm run memsize` writes its size functions beside it. Mark types of your own by /** @memsize */,',
      'commit what is written, and have CI run `npm run memsize:check`.',
      '',
    ].join('\n'),
  )
  return 0
}

/** Everything else in the text stays as it is: the library's own formatting would change the rest of the line. */
function withEntries(text: string): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? '  '
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : ''
  let after = text.slice(mark.length)
  for (const [path, value] of entries) {
    const [{ offset, length, content }] = modify(after, [...path], value, {})
    const isFirst = !content.startsWith(',')
    const added = JSON.parse(`{${content.replace(/^,/, '')}}`) as object
    // as deep as it is put in, which is less where what holds it is put in too
    const depth = Object.hasOwn(added, path[path.length - 1]) ? path.length : 1
    const lines = JSON.stringify(added, null, indent).split('\n').slice(1, -1)
    const laidOut = lines.map((line) => newline + indent.repeat(depth - 1) + line).join('')
    const end = isFirst ? newline + indent.repeat(depth - 1) : ''
    after = applyEdits(after, [{ offset, length, content: `${isFirst ? '' : ','}${laidOut}${end}` }])
  }
  return mark + after
}
