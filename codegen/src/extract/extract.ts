import { join, relative } from 'node:path'
import { Node, type Project, type SourceFile, type Type, type ts } from 'ts-morph'
import { type Config, type OutputFlags, type OutputMode, outputOf, readConfig } from '../config.js'
import type { FilePlan, Place, Plan, Problem } from '../plan.js'
import { marksIn } from '../regions.js'
import type { ClassPlan, SourcePlan } from '../source-plan.js'
import { sourcePlanOf } from './class-plan.js'
import { errorsIn } from './diagnostics.js'
import { FileExtraction } from './file-extraction.js'
import { isDecorated, isOwned, type Marked, markedIn, nameOf } from './marks.js'
import { isCommonJs } from './modules.js'
import type { Others } from './others.js'
import { heldByOwn } from './own-compiler.js'
import { OpenProject } from './project.js'

export interface Extracted {
  readonly plan: Plan
  readonly problems: readonly Problem[]
  /** Generated files there are, relative to the project's folder. */
  readonly generated: readonly string[]
  /** Sources that methods are written into, or out of. */
  readonly sources: readonly SourcePlan[]
  readonly output: OutputMode
}

/** Files that this tool writes. */
export const isGenerated = (file: string): boolean => /\.memsize\.[cm]?ts$/.test(file)

/** Reads the marked types of a project. Linear in its files and in the types that marked ones reach. */
export function extract(tsconfig: string, flags: OutputFlags = {}): Extracted {
  return extractFrom(new OpenProject(tsconfig), flags)
}

/** As `extract`, of a project that is open. */
export function extractFrom(
  { state, tsconfig, folder }: OpenProject,
  flags: OutputFlags = {},
  left: ReadonlyMap<string, string> = new Map(),
): Extracted {
  if (!('expected' in state)) return new Extraction(state, tsconfig, folder, flags, left).run()
  return { plan: { files: [] }, problems: [state], generated: [], sources: [], output: { inline: false, barrel: undefined } }
}

class Extraction implements Others {
  private readonly problems: Problem[] = []
  /** By the compiler's own object for the type. */
  private readonly marked = new Map<ts.Type, { name: string; source: string; owned: boolean }>()
  private readonly project: Project
  private readonly folder: string
  private readonly config: Config
  /** Every exported type of these is marked. */
  private readonly wholeFiles: ReadonlySet<SourceFile>
  private readonly output: OutputMode
  /** Classes that get a method in their body. */
  private readonly inlined = new Set<Node>()

  private readonly allMarked = new Set<Node>()
  private readonly left: ReadonlyMap<string, string>
  private readonly tsconfig: string

  constructor(project: Project, tsconfig: string, folder: string, flags: OutputFlags, left: ReadonlyMap<string, string>) {
    this.tsconfig = tsconfig
    this.left = left
    this.project = project
    this.folder = folder
    this.config = readConfig(folder, (problem) => void this.problems.push(problem))
    this.output = outputOf(this.config, flags)
    this.wholeFiles = new Set(project.getSourceFiles(this.config.files.map((glob) => join(folder, glob))))
  }

  run(): Extracted {
    const found = new Map<SourceFile, Marked[]>()
    const generated: string[] = []
    const sourceFiles: SourceFile[] = []
    const sources = this.project.getSourceFiles().sort((a, b) => (a.getFilePath() < b.getFilePath() ? -1 : 1))
    for (const file of sources) {
      if (isGenerated(file.getFilePath()) || startsOurs(file)) generated.push(this.pathOf(file))
      else if (!file.isInNodeModules() && !isSource(file)) this.sayUnheard(file)
      else if (!file.isInNodeModules()) {
        sourceFiles.push(file)
        const types = markedIn(file, this.wholeFiles.has(file), this.config.types, (...said) => this.problem(...said))
        if (types.length > 0) found.set(file, types)
      }
    }
    for (const glob of this.config.files) {
      if (this.project.getSourceFiles(join(this.folder, glob)).some((file) => sourceFiles.includes(file))) continue
      this.problems.push({
        place: { file: 'package.json', line: 1, column: 1 },
        expected: `sources of the project that match ${JSON.stringify(glob)} of \`files\` in the section "memsize", got none`,
        fix: 'Mend the glob: it is relative to the folder of the tsconfig.json, whose files alone are looked at.',
      })
    }
    const names = new Set([...found.values()].flat().map(nameOf))
    for (const name of this.config.types) {
      if (names.has(name)) continue
      const place = { file: 'package.json', line: 1, column: 1 }
      const expected = `an exported type ${name}, as \`types\` of the section "memsize" has it`
      this.problems.push({ place, expected, fix: 'Take the name out, or export a class, interface or type alias of that name.' })
    }
    const errors: Problem[] = []
    for (const [file, types] of found) {
      errors.push(...errorsIn(file, this.pathOf(file), this.output.barrel))
      for (const type of types) this.allMarked.add(type)
      // a class that describes itself is no one else's to count
      for (const type of types)
        if (
          type.getTypeParameters().length === 0 &&
          !this.marked.has(type.getType().compilerType) &&
          !(Node.isClassDeclaration(type) && (this.output.inline || isDecorated(type)))
        )
          this.marked.set(type.getType().compilerType, { name: nameOf(type), source: this.pathOf(file), owned: isOwned(type) })
    }
    if (this.output.inline) for (const type of [...found.values()].flat()) if (Node.isClassDeclaration(type)) this.inlined.add(type)
    this.problems.push(...heldByOwn(errors, this.folder, this.tsconfig, this.output.barrel))
    const files = [...found].flatMap(([file, types]) => [
      ...this.filePlan(
        file,
        types.filter((type) => !this.inlined.has(type)),
      ),
      ...this.filePlan(
        file,
        types.filter((type) => this.inlined.has(type)),
      ),
    ])
    const plans = this.sourcePlans(sourceFiles)
    return { plan: { files }, problems: this.problems, generated, sources: plans, output: this.output }
  }

  /** Nothing can be written beside declarations and JavaScript, and so a mark there is ignored. */
  private sayUnheard(file: SourceFile): void {
    const at = /^\s*(?:\/\*)?\*+\s*@memsize\b/m.exec(file.getFullText())
    if (at === null) return
    this.problems.push({
      place: { file: this.pathOf(file), ...file.getLineAndColumnAtPos(at.index + at[0].indexOf('@')) },
      expected: `@memsize in a TypeScript source, got ${file.isDeclarationFile() ? 'a declaration file' : 'another file'}`,
      fix: 'Mark a type alias of it in a source of the project: `export type Mine = Theirs`.',
    })
  }

  private filePlan(file: SourceFile, types: readonly Marked[]): FilePlan[] {
    if (types.length === 0) return []
    const extraction = new FileExtraction(this, file, types)
    const plan = extraction.run()
    if (!this.inlined.has(types[0])) return [plan]
    const classes = types.filter((type) => Node.isClassDeclaration(type)).map((type) => extraction.classPlan(type))
    this.classPlans.set(file, classes)
    const objects = plan.objects.map((object) => {
      const own = object.described === 'class' ? classes.find(({ name }) => name === object.name) : undefined
      if (own === undefined) return object
      const unseen = own.fields.filter(({ reach }) => reach === 'unseen').map(({ name }) => name)
      return { ...object, told: object.unseen.filter((name) => !unseen.includes(name)) }
    })
    return [{ ...plan, objects, inline: true }]
  }

  /** A tenth of the time went into asking for the path of each place again. */
  private readonly paths = new Map<SourceFile, string>()
  private readonly classPlans = new Map<SourceFile, readonly ClassPlan[]>()

  /** Files whose classes get methods, and those that had any. */
  private sourcePlans(files: readonly SourceFile[]): SourcePlan[] {
    return files
      .filter((file) => this.classPlans.has(file) || marksIn(file.getFullText()).length > 0)
      .map((file) => sourcePlanOf(file, this.pathOf(file), this.classPlans.get(file) ?? []))
  }

  isMarked(node: Node): boolean {
    return this.allMarked.has(node)
  }

  leftOf(source: string, name: string): string | undefined {
    return this.left.get(`${source} ${name}`)
  }

  wordsOf(file: SourceFile): 'esm' | 'cjs' {
    const options = this.project.getCompilerOptions()
    return options.verbatimModuleSyntax === true && isCommonJs(file.getFilePath(), options) ? 'cjs' : 'esm'
  }

  isInlined(node: Node): boolean {
    return this.inlined.has(node)
  }

  pathOf(file: SourceFile): string {
    let path = this.paths.get(file)
    if (path === undefined) this.paths.set(file, (path = relative(this.folder, file.getFilePath()).replaceAll('\\', '/')))
    return path
  }

  placeOf(node: Node): Place {
    const file = node.getSourceFile()
    // ts-morph's own way counts the lines from the top each time
    const { line, character } = file.compilerNode.getLineAndCharacterOfPosition(node.getStart())
    return { file: this.pathOf(file), line: line + 1, column: character + 1 }
  }

  problem(node: Node, expected: string, fix: string): void {
    this.problems.push({ place: this.placeOf(node), expected, fix })
  }

  markedAs(type: Type): { name: string; source: string; owned: boolean } | undefined {
    return this.marked.get(type.compilerType)
  }
}

/** Whether a file is one beside which another can be written. */
const isSource = (file: SourceFile): boolean => !file.isDeclarationFile() && /\.[cm]?tsx?$/.test(file.getFilePath())

/** A file of whatever name that this tool wrote. */
const startsOurs = (file: SourceFile): boolean => file.getFullText().startsWith('// Written by memsize-codegen ')
