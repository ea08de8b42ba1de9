import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Fault } from 'memsize/heap'
import { blame } from './blame.js'
import { siblingOf } from './emit.js'
import { compile } from './extract/compile.js'
import type { OpenProject } from './extract/project.js'
import { memberPlace, type Sample, samplesIn } from './extract/samples.js'
import type { Generation, Generator } from './generate.js'
import type { Host } from './host.js'
import { problemLines, shownFrom } from './messages.js'
import type { Problem } from './plan.js'
import { quoted } from './text.js'

/** What the child process found of one sample. */
interface Found {
  readonly name: string
  readonly objects: number
  readonly truth: number
  readonly faults: readonly Fault[]
  /** By the generated function, where there is one, and by the model's walk. */
  readonly totals?: readonly [number, number]
}

/** Compares the sizes of the values that a file exports with the engine's own, by the descriptions and functions as they should be. */
export function verifySamples(generator: Generator, path: string, host: Host): number {
  const shown = shownFrom(host.cwd(), generator.folder)
  const fail = (problems: readonly Problem[]): number => {
    for (const line of problemLines(problems, shown)) host.stderr.write(`${line}\n`)
    return 1
  }
  const generation = generator.generate()
  // sources whose descriptions go into their bodies are compiled as they stand
  const stale = generation.changes.filter(({ path }) => generation.sources.some(({ file }) => file === path))
  const problems = [
    ...generation.problems,
    ...stale.map(({ path }) => ({
      place: { file: path, line: 1, column: 1 },
      expected: 'an up-to-date region, got a stale one',
      fix: 'Run memsize-codegen first.',
    })),
  ]
  if (problems.length > 0) return fail(problems)
  const samples = samplesIn(generator.open, path, generation.plan)
  if (samples.problems.length > 0) return fail(samples.problems)
  const found = measured(generator, generation, samples.samples, samples.file)
  if (!Array.isArray(found)) return fail([found as Problem])
  const byName = new Map(samples.samples.map((sample) => [sample.name, sample]))
  const blamed = (found as Found[]).flatMap((of) =>
    faultsOf(of, byName.get(of.name.replace(/\[\d+\]$/, '')) as Sample, generation, generator.open),
  )
  for (const { name, objects, truth, faults, totals } of found as Found[])
    if (faults.length === 0 && (totals === undefined || totals[0] === totals[1]))
      host.stdout.write(`${name}: as the engine has it, ${objects} objects, ${truth} bytes\n`)
  return blamed.length > 0 ? fail(blamed) : 0
}

function faultsOf({ name, faults, totals }: Found, sample: Sample, { plan }: Generation, open: OpenProject): Problem[] {
  const problems = faults.map(({ kind, path, bytes, truth, className, field }): Problem => {
    const { place, rule } = blame(plan, sample, path, field, (type, name) => memberPlace(open, type, name))
    return {
      place,
      expected: `${truth} bytes at ${name}${path.slice(1)} (${className}), as the engine has it, got ${bytes}: ${meaning[kind]}`,
      fix: fixes[kind](rule),
    }
  })
  if (totals !== undefined && totals[0] !== totals[1] && problems.length === 0)
    problems.push({
      place: sample.place,
      expected: `deepSizeOf${sample.type}(${name}) to be the ${totals[1]} bytes of the model's walk, got ${totals[0]}`,
      fix: 'It is a fault of memsize-codegen: please report it with this sample.',
    })
  return problems
}

const meaning: Readonly<Record<Fault['kind'], string>> = {
  missing: 'it is in the value, and was not counted',
  twice: 'something else refers to it too',
  wrong: 'it has another size',
  foreign: 'the engine does not have it in the value',
}

const fixes: Readonly<Record<Fault['kind'], (rule: string) => string>> = {
  missing: () => 'Mark its class, or write descriptions into classes by --inline, by which #private fields are reached.',
  twice: (rule) => `Take ${rule === 'owned' ? '@owned' : 'the rule'} away: it is not owned.`,
  wrong: () => 'Let the type say what the value has.',
  foreign: () => 'Take it out of the description.',
}

/** Compiles and runs: what each sample is found to be, or why it could not be. */
function measured(generator: Generator, { outputs }: Generation, samples: readonly Sample[], entry: string): Found[] | Problem {
  const { folder } = generator
  const place = { file: entry, line: 1, column: 1 }
  let temporary: string
  try {
    // inside, so that packages are found from there
    temporary = mkdtempSync(join(folder, '.memsize-verify-'))
  } catch (error) {
    return {
      place,
      expected: `a folder that can be written to, got ${(error as Error).message}`,
      fix: 'The compiled project goes there for a moment.',
    }
  }
  try {
    const compiled = compile(generator.open, entry, outputs, temporary)
    const results = join(temporary, 'results.json')
    const program = join(temporary, 'verify.mjs')
    const hrefOf = (source: string) => quoted(pathToFileURL(compiled.moduleOf(source)).href)
    writeFileSync(
      program,
      programFor(
        samples,
        hrefOf,
        entry,
        outputs.map(({ path }) => path),
        results,
      ),
    )
    const { status, stderr, signal } = spawnSync(process.execPath, [program], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 })
    if (existsSync(results)) return JSON.parse(readFileSync(results, 'utf8')) as Found[]
    const said =
      stderr
        .split('\n')
        .filter((line) => /^\s*(\w*Error\b|[A-Z]\w+:)/.test(line))[0]
        ?.trim() ?? `exit code ${status ?? signal}`
    return {
      place,
      expected: `samples that Node can import, got ${said.replace(/\.$/, '')}`,
      fix: 'Mend what is thrown when the file is imported.',
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** What the child process runs. */
function programFor(
  samples: readonly Sample[],
  hrefOf: (source: string) => string,
  entry: string,
  generated: readonly string[],
  results: string,
): string {
  const written = new Map(generated.map((path, i) => [path, `generated${i}`]))
  const lines = samples.map(({ name, type, source, isClass, isList }) => {
    const functions = written.get(siblingOf(source))
    const sizer = functions === undefined || isClass ? 'undefined' : `${functions}.describe${type}`
    const total = functions === undefined ? 'undefined' : `${functions}.deepSizeOf${type}`
    return `await check(${quoted(name)}, samples[${quoted(name)}], ${isList}, ${sizer}, ${total})`
  })
  return [
    `import { writeFileSync } from 'node:fs'`,
    `import { deepSize } from 'memsize'`,
    `import { verify } from 'memsize/heap'`,
    ...generated.map((path) => `import * as ${written.get(path)} from ${hrefOf(path)}`),
    `import * as samples from ${hrefOf(entry)}`,
    ``,
    `const found = []`,
    `async function check(name, given, isList, sizer, total) {`,
    `  for (const [i, value] of (isList ? given : [given]).entries()) {`,
    `    const { count, truth, faults } = await verify(value, { describe: sizer })`,
    `    const totals = total && [total(value, { by: 'model' }), deepSize(value, { by: 'model', describe: sizer })]`,
    `    found.push({ name: isList ? name + '[' + i + ']' : name, objects: count, truth, faults, totals })`,
    `  }`,
    `}`,
    ...lines,
    `writeFileSync(${quoted(results)}, JSON.stringify(found))`,
    ``,
  ].join('\n')
}
