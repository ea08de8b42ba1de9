import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { Command, CommanderError } from 'commander'
import { isBarrel, type OutputFlags } from './config.js'
import { diff } from './diff.js'
import { folderOf, projectsIn } from './extract/project.js'
import { Generator } from './generate.js'
import type { Host } from './host.js'
import { init } from './init.js'
import { grown, layoutsOf, layoutText, type TypeLayout } from './layout.js'
import { changeLine, count, problemLines, shownFrom } from './messages.js'
import type { Plan, Problem } from './plan.js'
import { report } from './report.js'
import { apply } from './sync.js'
import { verifySamples } from './verify.js'
import { watch } from './watch.js'

interface Flags {
  readonly project: string
  readonly check?: true | string
  readonly layout?: true | string
  readonly json?: true
  readonly dryRun?: true
  readonly report?: true
  readonly watch?: true
  readonly verify?: string
  readonly inline?: true
  readonly barrel?: string
}

/** Runs the command line; gives the exit code: 0, 1 for problems and stale files, 2 for a command that is not understood. */
export function run(host: Host, version: string): number {
  let code = 0
  const program = new Command('memsize-codegen')
    .description('Writes size functions for the types of a TypeScript project that are marked with @memsize or @MemSize().')
    .version(version)
    .option('-p, --project <path>', 'the tsconfig.json of the project, or its folder', 'tsconfig.json')
    .option('--barrel <file>', 'write one file too that exports all the others have')
    .option('--inline', 'write the descriptions of classes into their bodies, where #private fields can be reached')
    .option('--watch', 'write again after every change, until Ctrl-C')
    .option(
      '--check [sizes]',
      'write nothing; exit with 1 and show a diff where a generated file is stale; or, of a file made by --layout --json, what has grown',
    )
    .option('--layout [type]', 'write nothing; say what the objects of marked types weigh in each engine, field by field')
    .option('--json', 'with --layout: as JSON')
    .option('--dry-run', 'write nothing; say what would be written')
    .option('--report', 'write nothing; say how each field counts, and why')
    .option('--verify <samples>', 'write nothing; compare the sizes of the values that a file exports with the engine’s own')
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => void host.stdout.write(text), writeErr: (text) => void host.stderr.write(text) })
    .action((flags: Flags) => {
      code = runOn(flags, host, version)
    })
  program
    .command('init')
    .description('writes the section "memsize" and the scripts into package.json, and a first example')
    .action(() => {
      const { project } = program.opts<Flags>()
      code = withProject(project, host, (tsconfig) => init(folderOf(tsconfig), host))
    })
  try {
    program.parse([...host.argv])
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? 0 : 2
  }
  return code
}

function withProject(path: string, host: Host, then: (tsconfig: string) => number): number {
  const given = resolve(host.cwd(), path)
  const tsconfig = existsSync(given) && statSync(given).isDirectory() ? join(given, 'tsconfig.json') : given
  if (existsSync(tsconfig))
    return Math.max(...projectsIn(tsconfig).map((project) => (existsSync(project) ? then(project) : missing(project))))
  return missing(tsconfig)

  function missing(project: string): number {
    host.stderr.write(`${relative(host.cwd(), project)}: expected a tsconfig.json there. Name the project by --project.\n`)
    return 1
  }
}

function runOn(flags: Flags, host: Host, version: string): number {
  return withProject(flags.project, host, (tsconfig) => {
    const folder = folderOf(tsconfig)
    const barrel = flags.barrel && relative(folder, resolve(host.cwd(), flags.barrel)).replaceAll('\\', '/')
    if (barrel !== undefined && !isBarrel(barrel)) {
      host.stderr.write(
        `--barrel: expected the path of a TypeScript file in the project, got ${flags.barrel}. Write it like src/memsize.ts.\n`,
      )
      return 2
    }
    const generator = new Generator(tsconfig, { inline: flags.inline, barrel } satisfies OutputFlags, version)
    if (flags.verify !== undefined) return verifySamples(generator, resolve(host.cwd(), flags.verify), host)
    if (flags.watch) return watch(generator, host)
    return generate(generator, flags, host)
  })
}

function generate(generator: Generator, flags: Flags, host: Host): number {
  const shown = shownFrom(host.cwd(), generator.folder)
  const { plan, problems, changes } = generator.generate()
  if (flags.report) {
    host.stdout.write(report(plan))
    return show(problems)
  }
  if (problems.length > 0) return show(problems)
  if (flags.layout !== undefined || typeof flags.check === 'string') return layout(plan, flags, host)
  if (flags.check) {
    for (const { path, before, after } of changes) host.stdout.write(diff(shown(path), before, after))
    if (changes.length > 0) host.stderr.write(`${count(changes.length, 'generated file')} stale: run memsize-codegen.\n`)
    return changes.length > 0 ? 1 : 0
  }
  const failed = flags.dryRun ? [] : apply(changes, generator.folder)
  if (failed.length > 0) return show(failed)
  for (const change of changes) host.stdout.write(`${changeLine(change, shown, flags.dryRun)}\n`)
  if (changes.length === 0) {
    const types = plan.files.reduce((sum, file) => sum + file.types.length, 0)
    host.stdout.write(types === 0 ? nothingMarked : `${count(plan.files.length, 'generated file')} up to date.\n`)
  }
  return 0

  function show(found: readonly Problem[]): number {
    for (const line of problemLines(found, shown)) host.stderr.write(`${line}\n`)
    return found.length > 0 ? 1 : 0
  }
}

const nothingMarked = 'No type is marked. Put /** @memsize */ above an interface, a type alias or a class, or @MemSize() above a class.\n'

/** What types weigh, or what of them has grown since it was noted down. */
function layout(plan: Plan, flags: Flags, host: Host): number {
  const all = layoutsOf(plan, typeof flags.layout === 'string' ? flags.layout : undefined)
  if (all.length === 0) {
    const what =
      typeof flags.layout === 'string'
        ? `a marked type ${flags.layout} that is an object with fields`
        : 'a marked type that is an object with fields'
    host.stderr.write(`--layout: expected ${what}, got none. Put /** @memsize */ above it.\n`)
    return 1
  }
  if (typeof flags.check !== 'string') {
    host.stdout.write(flags.json ? `${JSON.stringify(all, undefined, 2)}\n` : layoutText(all))
    return 0
  }
  let before: TypeLayout[]
  try {
    before = JSON.parse(readFileSync(resolve(host.cwd(), flags.check), 'utf8')) as TypeLayout[]
    if (!Array.isArray(before)) throw new Error('no list')
  } catch (error) {
    host.stderr.write(
      `--check: expected a file made by \`memsize-codegen --layout --json > ${flags.check}\`, got ${(error as Error).message}. Make it again.\n`,
    )
    return 2
  }
  const more = grown(before, all)
  host.stdout.write(more)
  return more === '' ? 0 : 1
}
