import { type Output, siblingOf } from './emit.js'
import type { FilePlan, Plan, Problem } from './plan.js'
import { Printer } from './printer.js'
import { moduleOf } from './text.js'

/** One file that exports what all generated files have for users, and registers every class when it is imported. */
export function barrelFor({ files }: Plan, path: string, version: string): Output {
  const printer = new Printer()
  for (const { source, types } of siblings(files)) {
    const names = types.flatMap(({ name }) => namesFor(name)).sort()
    printer.last(`export { ${names.join(', ')} } from '${moduleOf(path, siblingOf(source))}'`)
  }
  return { path, text: printer.text('every file with a marked type', version) }
}

const siblings = (files: readonly FilePlan[]): readonly FilePlan[] => files.filter(({ inline }) => inline !== true)

const namesFor = (type: string): string[] => [`deepSizeOf${type}`, `describe${type}`]

/** What keeps a barrel from being one. */
export function barrelProblems({ files }: Plan, path: string): Problem[] {
  const problems: Problem[] = []
  const first = new Map<string, string>()
  for (const { types } of siblings(files))
    for (const { name, place } of types) {
      const at = first.get(name)
      if (at === undefined) first.set(name, `${place.file}:${place.line}`)
      else
        problems.push({
          place,
          expected: `one marked type ${name} in the barrel ${path}, got another in ${at}`,
          fix: 'Rename one of them, or do without the barrel.',
        })
    }
  return problems
}
