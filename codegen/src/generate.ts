import { barrelFor, barrelProblems } from './barrel.js'
import type { OutputFlags } from './config.js'
import { emit, type Output, siblingOf } from './emit.js'
import { type Fault, faultsIn } from './extract/check.js'
import { type Extracted, extractFrom } from './extract/extract.js'
import { OpenProject } from './extract/project.js'
import { changesWithin } from './inline.js'
import type { Problem } from './plan.js'
import { marksIn, regionsOf } from './regions.js'
import { type Change, changesFor } from './sync.js'
import { validate } from './validate.js'
import { wholeOf } from './whole.js'

/** What is to be done for a project's generated code to be as it should. Nothing is written. */
export interface Generation extends Extracted {
  /** What the sources and settings are to blame for; and then what the files are that stand where others should. */
  readonly problems: readonly Problem[]
  readonly outputs: readonly Output[]
  readonly changes: readonly Change[]
}

/** A project whose generated code is kept as it should be. */
export class Generator {
  readonly folder: string
  private readonly project: OpenProject
  private readonly flags: OutputFlags
  private readonly version: string

  constructor(tsconfig: string, flags: OutputFlags, version: string) {
    this.project = new OpenProject(tsconfig)
    this.folder = this.project.folder
    this.flags = flags
    this.version = version
  }

  /** The project as the compiler has it. */
  get open(): OpenProject {
    return this.project
  }

  /** Takes in what changed since: full paths, or `all` where nobody can tell. */
  generate(changed: readonly string[] | 'all' = []): Generation {
    const { project } = this
    if (changed === 'all') project.refreshAll()
    else if (changed.length > 0) project.refresh(changed)
    const left = new Map<string, string>()
    const first = this.attempt(left)
    if (first.problems.length > 0) return first
    let generation = first
    // a type whose code does not compile is left to the walk, and so may be one that holds it
    for (let round = 0; round < mostRounds; round++) {
      const faults = this.faultsOf(generation)
      if (faults.length === 0) return generation
      const before = left.size
      for (const fault of faults) for (const [type, why] of blamed(generation, fault)) left.set(type, left.get(type) ?? why)
      if (left.size === before) return { ...first, problems: faults.map((fault) => problemOf(generation, fault)), changes: [] }
      generation = this.attempt(left)
    }
    return { ...first, problems: this.faultsOf(generation).map((fault) => problemOf(generation, fault)), changes: [] }
  }

  private attempt(left: ReadonlyMap<string, string>): Generation {
    const { project, folder, version } = this
    const extracted = extractFrom(project, this.flags, left)
    const { plan, generated, sources, output } = extracted
    const whole = wholeOf(plan)
    const outputs = plan.files.filter(({ inline }) => inline !== true).map((file) => emit(file, version, whole))
    const problems = [...extracted.problems, ...validate(plan)]
    if (output.barrel !== undefined) {
      problems.push(...barrelProblems(plan, output.barrel))
      if (outputs.length > 0) outputs.push(barrelFor(plan, output.barrel, version))
    }
    const parts = [changesFor(outputs, generated, folder), ...sources.map((source) => changesWithin(source, folder))]
    for (const part of parts) problems.push(...part.problems)
    return { ...extracted, problems, outputs, changes: parts.flatMap(({ changes }) => changes) }
  }

  /** What the compiler has against what is to be written; nothing where all is as it was. */
  private faultsOf({ changes, outputs, sources }: Generation): Fault[] {
    if (changes.length === 0) return []
    const texts = new Map(outputs.map(({ path, text }) => [path, text]))
    for (const { path, after } of changes) if (after !== undefined) texts.set(path, after.replace(/^\uFEFF/, ''))
    const gone = changes.filter(({ after }) => after === undefined).map(({ path }) => path)
    const own = new Set(sources.map(({ file }) => file))
    return faultsIn(
      this.project,
      [...texts].map(([path, text]) => ({ path, text })),
      gone,
    ).filter(
      // what was wrong with a source before is not this tool's
      ({ path, line }) => !own.has(path) || isInRegion(texts.get(path) ?? '', line),
    )
  }
}

/** So often types are left to the walk before it is a problem: each round finds those that hold the ones before. */
const mostRounds = 5

function isInRegion(text: string, line: number): boolean {
  const { regions } = regionsOf(text, marksIn(text))
  return regions.some(
    ({ start, end }) => line > text.slice(0, start).split('\n').length - 1 && line <= text.slice(0, end).split('\n').length,
  )
}

/** The marked types that a fault is in the code of: one, or all of the file where its imports are to blame. */
function blamed({ outputs, plan }: Generation, { path, line, code, message }: Fault): [string, string][] {
  const output = outputs.find((of) => of.path === path)
  const file = plan.files.find(({ source, inline }) => inline !== true && siblingOf(source) === path)
  if (output === undefined || file === undefined) return []
  const owner = output.owners[line - 1]
  const types = file.types.filter(({ name, value }) => (owner === undefined || owner === name) && value.is !== 'walk')
  return types.map(({ name }) => [`${file.source} ${name}`, `code for it does not compile (TS${code}: ${message})`])
}

function problemOf({ outputs, plan }: Generation, { path, line, code, message }: Fault): Problem {
  const owner = outputs.find((of) => of.path === path)?.owners[line - 1]
  const file = plan.files.find(({ source }) => siblingOf(source) === path || source === path)
  const type = file?.types.find(({ name }) => name === owner) ?? file?.types[0]
  return {
    place: type?.place ?? { file: path, line, column: 1 },
    expected: `code that compiles to be written for ${type?.name ?? path}, got TS${code}: ${message}`,
    fix: 'It is a fault of memsize-codegen: please report it with this type. Until then, take its mark away.',
  }
}
