import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Node, type SourceFile, type Type } from 'ts-morph'
import type { MarkedType, Place, Plan, Problem } from '../plan.js'
import { errorsIn } from './diagnostics.js'
import type { OpenProject } from './project.js'

/** A value that a file exports, and the marked type that it is, or that each of its elements is. */
export interface Sample {
  readonly name: string
  readonly place: Place
  readonly type: string
  /** The file of that type. */
  readonly source: string
  readonly isClass: boolean
  readonly isList: boolean
}

export interface Samples {
  /** Relative to the project's folder. */
  readonly file: string
  readonly samples: readonly Sample[]
  readonly problems: readonly Problem[]
}

/** The samples that a file exports, by their types. */
export function samplesIn(open: OpenProject, path: string, plan: Plan): Samples {
  const file = open.pathOf(path)
  const problems: Problem[] = []
  const start = { file, line: 1, column: 1 }
  const fix = 'Export samples there, like `export const user: User = { ... }`.'
  const { state } = open
  if ('expected' in state) return { file, samples: [], problems: [state] }
  if (!existsSync(path)) return { file, samples: [], problems: [{ place: start, expected: 'a file with samples, got none', fix }] }
  const source = state.addSourceFileAtPath(path)
  problems.push(...errorsIn(source, file, undefined))
  const marked = new Map(plan.files.flatMap((of) => of.types.map((type) => [`${of.source} ${type.name}`, type] as const)))
  const samples: Sample[] = []
  for (const [name, [node]] of source.getExportedDeclarations()) {
    // functions help to make samples
    if (!Node.isVariableDeclaration(node) || node.getType().getCallSignatures().length > 0) continue
    const place = open.placeOf(node)
    const written = node.getTypeNode()?.getText()
    const found = findType(node.getType(), written)
    if (found === undefined)
      problems.push({
        place,
        expected: `a marked type, or an array of one, got ${node.getType().getText(node)}`,
        fix: `Write it down, like \`export const ${name}: User\`, or do not export it.`,
      })
    else samples.push({ name, place, ...found })
  }
  if (samples.length === 0 && problems.length === 0) problems.push({ place: start, expected: 'samples, got a file that exports none', fix })
  return { file, samples, problems }

  function findType(type: Type, written: string | undefined): Omit<Sample, 'name' | 'place'> | undefined {
    const own = markOf(type, source, written)
    if (own !== undefined) return { ...own, isList: false }
    const element = type.getArrayElementType()
    const listed =
      element &&
      markOf(
        element,
        source,
        /^(?:readonly )?([\w$]+)\[\]$|^(?:Readonly)?Array<([\w$]+)>$/
          .exec(written ?? '')
          ?.slice(1)
          .join(''),
      )
    return listed && { ...listed, isList: true }
  }

  /** By the type's own name, or by the name that is written where an alias left no trace in it. */
  function markOf(type: Type, at: SourceFile, written: string | undefined): Omit<Sample, 'name' | 'place' | 'isList'> | undefined {
    const named = written === undefined ? undefined : at.getLocal(written)
    const symbols = [named?.getAliasedSymbol() ?? named, type.getAliasSymbol(), type.getSymbol()]
    for (const declaration of symbols.flatMap((symbol) => symbol?.getDeclarations() ?? [])) {
      const name = Node.hasName(declaration) ? declaration.getName() : ''
      const found = marked.get(`${open.pathOf(declaration.getSourceFile().getFilePath())} ${name}`)
      if (found !== undefined) return { type: found.name, source: found.place.file, isClass: found.kind === 'class' }
    }
    return undefined
  }
}

/** Where a class, or one above it, has a member: `#private` ones too, which no plan of its objects has. */
export function memberPlace(open: OpenProject, { name, place }: MarkedType, member: string): Place | undefined {
  const { state, folder } = open
  if ('expected' in state) return undefined
  let at = state.getSourceFile(join(folder, place.file))?.getClass(name)
  for (const seen = new Set<typeof at>(); at !== undefined && !seen.has(at); at = at.getBaseClass()) {
    seen.add(at)
    const found = at.getInstanceMembers().find((of) => of.getName() === member)
    if (found !== undefined) return open.placeOf(found)
  }
  return undefined
}
