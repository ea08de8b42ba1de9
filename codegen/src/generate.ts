import { barrelFor, barrelProblems } from './barrel.js'
import type { OutputFlags } from './config.js'
import { emit, type Output } from './emit.js'
import { type Extracted, extractFrom } from './extract/extract.js'
import { OpenProject } from './extract/project.js'
import { changesWithin } from './inline.js'
import type { Problem } from './plan.js'
import { type Change, changesFor } from './sync.js'
import { validate } from './validate.js'

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
    const { project, folder, version } = this
    if (changed === 'all') project.refreshAll()
    else if (changed.length > 0) project.refresh(changed)
    const extracted = extractFrom(project, this.flags)
    const { plan, generated, sources, output } = extracted
    const outputs = plan.files.filter(({ inline }) => inline !== true).map((file) => emit(file, version))
    const problems = [...extracted.problems, ...validate(plan)]
    if (output.barrel !== undefined) {
      problems.push(...barrelProblems(plan, output.barrel))
      if (outputs.length > 0) outputs.push(barrelFor(plan, output.barrel, version))
    }
    const parts = [changesFor(outputs, generated, folder), ...sources.map((source) => changesWithin(source, folder))]
    for (const part of parts) problems.push(...part.problems)
    return { ...extracted, problems, outputs, changes: parts.flatMap(({ changes }) => changes) }
  }
}
