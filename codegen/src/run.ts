import { existsSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { Command, CommanderError } from 'commander'
import { diff } from './diff.js'
import { emit } from './emit.js'
import { extract, folderOf } from './extract.js'
import type { Place, Problem } from './plan.js'
import { report } from './report.js'
import { apply, type Change, changesFor } from './sync.js'
import { validate } from './validate.js'

/** What a command needs of its process. */
export interface Host {
  readonly argv: readonly string[]
  cwd(): string
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
}

interface Flags {
  readonly project: string
  readonly check?: true
  readonly dryRun?: true
  readonly report?: true
}

/** Runs the command line; gives the exit code: 0, 1 for problems and stale files, 2 for a command that is not understood. */
export function run(host: Host, version: string): number {
  let code = 0
  const program = new Command('memsize-codegen')
    .description('Writes size functions for the types of a TypeScript project that are marked with @memsize or @MemSize().')
    .version(version)
    .option('-p, --project <path>', 'the tsconfig.json of the project, or its folder', 'tsconfig.json')
    .option('--check', 'write nothing; exit with 1 and show a diff where a generated file is stale')
    .option('--dry-run', 'write nothing; say what would be written')
    .option('--report', 'write nothing; say how each field counts, and why')
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => void host.stdout.write(text), writeErr: (text) => void host.stderr.write(text) })
    .action((flags: Flags) => {
      code = generate(flags, host, version)
    })
  try {
    program.parse([...host.argv])
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? 0 : 2
  }
  return code
}

function generate(flags: Flags, host: Host, version: string): number {
  const given = resolve(host.cwd(), flags.project)
  const tsconfig = existsSync(given) && statSync(given).isDirectory() ? join(given, 'tsconfig.json') : given
  if (!existsSync(tsconfig)) {
    host.stderr.write(`${relative(host.cwd(), tsconfig)}: expected a tsconfig.json there. Name the project by --project.\n`)
    return 1
  }
  const folder = folderOf(tsconfig)
  const { plan, problems, generated } = extract(tsconfig)
  const found = [...problems, ...validate(plan)]
  if (flags.report) {
    host.stdout.write(report(plan))
    return show(found, folder, host)
  }
  const { changes, problems: faults } = changesFor(
    plan.files.map((file) => emit(file, version)),
    generated,
    folder,
  )
  const all = [...found, ...faults]
  if (all.length > 0) return show(all, folder, host)
  if (flags.check) {
    for (const { path, before, after } of changes) host.stdout.write(diff(shown(path, folder, host), before, after))
    if (changes.length > 0) host.stderr.write(`${count(changes.length, 'generated file')} stale: run memsize-codegen.\n`)
    return changes.length > 0 ? 1 : 0
  }
  if (!flags.dryRun) {
    const failed = apply(changes, folder)
    if (failed.length > 0) return show(failed, folder, host)
  }
  for (const change of changes) host.stdout.write(`${verbFor(change, flags.dryRun === true)} ${shown(change.path, folder, host)}\n`)
  if (changes.length === 0) {
    const types = plan.files.reduce((sum, file) => sum + file.types.length, 0)
    host.stdout.write(types === 0 ? nothingMarked : `${count(plan.files.length, 'generated file')} up to date.\n`)
  }
  return 0
}

const nothingMarked = 'No type is marked. Put /** @memsize */ above an interface, a type alias or a class, or @MemSize() above a class.\n'

function verbFor({ before, after }: Change, isDry: boolean): string {
  if (after === undefined) return isDry ? 'would remove' : 'removed'
  if (before === undefined) return isDry ? 'would write' : 'wrote'
  return isDry ? 'would update' : 'updated'
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

/** Every problem, in the order of places. */
function show(problems: readonly Problem[], folder: string, host: Host): number {
  const sorted = [...problems].sort((a, b) => order(a.place, b.place))
  for (const { place, expected, fix } of sorted)
    host.stderr.write(`${shown(place.file, folder, host)}:${place.line}:${place.column}: expected ${expected}. ${fix}\n`)
  return problems.length > 0 ? 1 : 0
}

const order = (a: Place, b: Place): number => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column)

/** A path of the project as it is seen from where the command runs. */
const shown = (path: string, folder: string, host: Host): string => relative(host.cwd(), join(folder, path)).replaceAll('\\', '/')
