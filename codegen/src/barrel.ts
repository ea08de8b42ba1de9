import { type Output, siblingOf } from './emit.js'
import { type FilePlan, isDescribed, type Plan, type Problem } from './plan.js'
import { Printer } from './printer.js'
import { moduleOf, quoted } from './text.js'

/** One file that exports what all generated files have for users, and registers every class when it is imported. */
export function barrelFor({ files }: Plan, path: string, version: string): Output {
  const all = siblings(files)
  // a barrel in the project's words, which its first file has
  const printer = new Printer(all[0]?.words)
  for (const file of all) {
    const names = file.types.flatMap((type) => namesFor(type.name, isDescribed(file, type))).sort()
    const module = moduleOf(path, siblingOf(file.source))
    if (file.words === 'esm') printer.last(`export { ${names.join(', ')} } from ${quoted(module)}`)
    else for (const name of names) printer.exports(printer.use(module, name))
  }
  return { path, ...printer.text('every file with a marked type', version) }
}

const siblings = (files: readonly FilePlan[]): readonly FilePlan[] => files.filter(({ inline }) => inline !== true)

const namesFor = (type: string, described: boolean): string[] => [`deepSizeOf${type}`, ...(described ? [`describe${type}`] : [])]

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
