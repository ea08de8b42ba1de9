/**
 * Marks the types of public packages, and says of each package: how many fields are left to the walk and why, whether what is written compiles
 * under every compiler and module format, and whether totals are the walk's for real values. Ends with 1 where one is not. Installs the packages
 * into a folder of its own; build both packages of this repository first. Arguments: names of code bases (all without any); `--why`: each
 * reason; `--keep`: the folder.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'
import { ts } from 'ts-morph'
import { bases } from './codegen-base-list.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = join(root, 'codegen/dist/bin.js')
export const compilers = { 5.9: 'ts5', '6.0': 'ts6', '7.0': 'typescript' }

const strict = {
  target: 'es2022',
  lib: ['esnext', 'dom'],
  module: 'nodenext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  isolatedModules: true,
  skipLibCheck: true,
  noEmit: true,
  rootDir: '.',
}
/** The settings of a project of each format: CommonJS in ES modules' words, and in its own. */
const formats = {
  esm: { type: 'module', options: { verbatimModuleSyntax: true, erasableSyntaxOnly: true } },
  'commonjs, erasable': { type: 'commonjs', options: { erasableSyntaxOnly: true } },
  'commonjs, verbatim': { type: 'commonjs', options: { verbatimModuleSyntax: true } },
}

/** @typedef {{ name: string, packages: Record<string, string>, modules: { from: string, within?: string, types?: Record<string, string>, most?: number, esm?: boolean }[], samples?: string }} Base */
/** @typedef {{ name: string, marked: number, written: number, fields: number, left: number, why: Map<string, number>, refused: string[], compiles: Record<string, string>, checked: number, wrong: string[] }} Outcome */

/** Installs what the bases need; gives the folder. @param {readonly Base[]} chosen */
export function install(chosen) {
  const projects = join(root, 'test/.projects')
  mkdirSync(projects, { recursive: true })
  const folder = mkdtempSync(join(projects, 'bases-'))
  const dependencies = Object.assign(
    { ts5: 'npm:typescript@5.9.3', ts6: 'npm:typescript@6.0.3' },
    ...chosen.map(({ packages }) => packages),
  )
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }))
  const { status, stderr } = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps'], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return folder
}

/** The exported types of a module that need no arguments, as expressions in terms of `P`. */
function typesOf(folder, { from, within, types, most = Infinity }, samples = '') {
  if (types !== undefined) return types
  const file = join(folder, 'look.mts')
  writeFileSync(file, `import * as P from '${from}'\nexport { P }\n`)
  const program = ts.createProgram([file], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    skipLibCheck: true,
    strict: true,
  })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(file)
  const specifier = source.statements[0].moduleSpecifier
  let module = checker.getSymbolAtLocation(specifier)
  if (module === undefined) throw new Error(`no types for ${from}`)
  if (within !== undefined) module = checker.getExportsOfModule(module).find(({ name }) => name === within)
  const expressions = {}
  for (let symbol of checker.getExportsOfModule(module)) {
    const { name } = symbol
    if (symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol)
    if (!(symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias))) continue
    const parameters = symbol.declarations?.find((node) => node.typeParameters !== undefined)?.typeParameters ?? []
    if (parameters.some((parameter) => parameter.default === undefined) || name === 'default') continue
    expressions[name] = `P.${within === undefined ? '' : `${within}.`}${name}`
  }
  // those that there are values of, and of the others as many as the base asks for
  const rank = ([name]) => (new RegExp(`\\b${name.replaceAll('$', '\\$')}: `).test(samples) ? 0 : 1)
  return Object.fromEntries(
    Object.entries(expressions)
      .sort((a, b) => rank(a) - rank(b))
      .slice(0, most),
  )
}

/** A project that marks the types of a base. */
function project(folder, base, format) {
  const at = join(folder, base.name, format.replaceAll(/\W+/g, '-'))
  mkdirSync(at, { recursive: true })
  const { type, options } = formats[format]
  writeFileSync(join(at, 'package.json'), JSON.stringify({ type }))
  writeFileSync(join(at, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...strict, ...options }, include: ['*.ts'] }))
  let marked = 0
  base.modules.forEach((module, i) => {
    const attributes = type === 'commonjs' && module.esm !== false ? " with { 'resolution-mode': 'import' }" : ''
    const found = Object.entries(typesOf(folder, module, base.samples))
    marked += found.length
    const lines = found.map(([name, expression]) => `/** @memsize */\nexport type ${name} = ${expression}\n`)
    writeFileSync(join(at, `types${i}.ts`), `import type * as P from '${module.from}'${attributes}\n${lines.join('')}`)
  })
  return { at, marked }
}

/** @param {string} folder @param {Base} base @returns {Promise<Outcome>} */
export async function outcomeOf(folder, base) {
  const outcome = {
    name: base.name,
    marked: 0,
    written: 0,
    fields: 0,
    left: 0,
    why: new Map(),
    refused: [],
    compiles: {},
    checked: 0,
    wrong: [],
  }
  for (const format of Object.keys(formats)) {
    const { at, marked } = project(folder, base, format)
    outcome.marked = marked
    const { status, stdout, stderr } = run(bin, ['--project', at])
    if (status !== 0) {
      outcome.compiles[format] = `not written: ${stderr.trim()}`
      continue
    }
    for (const [version, name] of Object.entries(compilers)) {
      const tsc = name === 'typescript' ? join(root, 'node_modules/typescript/bin/tsc') : join(folder, 'node_modules', name, 'bin/tsc')
      outcome.compiles[`${format}, ${version}`] = run(tsc, ['-p', at]).stdout.trim()
    }
    if (format !== 'esm') continue
    outcome.written = stdout.split('\n').filter((line) => line.startsWith('wrote')).length
    readReport(run(bin, ['--project', at, '--report']).stdout, outcome)
    if (base.samples !== undefined) await check(at, base, outcome)
  }
  return outcome
}

const run = (script, args) => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 })

/** Counts the fields, and those that are left to the walk. */
function readReport(text, outcome) {
  for (const line of text.split('\n')) {
    const refused = /^ {2}(\S+): left to the walk: (.*)/.exec(line)
    if (refused !== null) {
      outcome.refused.push(`${refused[1]}: ${refused[2]}`)
      continue
    }
    const field = /^ {4}\S.*? {2,}?(\S.*)/.exec(line)
    if (field === null) continue
    outcome.fields++
    const why = /left to the walk: (.*?)(?:, about .*)?$/.exec(field[1])
    if (why === null) continue
    outcome.left++
    outcome.why.set(why[1], (outcome.why.get(why[1]) ?? 0) + 1)
  }
}

/** Compares totals of real values with the walk's. */
async function check(at, base, outcome) {
  base.modules.forEach((_, i) => {
    const source = ts.sys.readFile(join(at, `types${i}.memsize.ts`))
    if (source !== undefined) writeFileSync(join(at, `types${i}.memsize.js`), transformSync(source, { loader: 'ts', format: 'esm' }).code)
    writeFileSync(join(at, `types${i}.js`), 'export {}\n')
  })
  const modules = base.modules.map((_, i) => `...(await import('./types${i}.memsize.js'))`)
  writeFileSync(
    join(at, 'check.mjs'),
    `import { deepSize } from 'memsize'
const written = { ${modules.join(', ')} }
const samples = await (async () => { ${base.samples} })()
const results = []
for (const [name, values] of Object.entries(samples)) for (const value of values)
  results.push({ name, total: written['deepSizeOf' + name]?.(value, { by: 'model' }), walk: deepSize(value, { by: 'model' }) })
console.log(JSON.stringify(results))\n`,
  )
  const { stdout, stderr } = run(join(at, 'check.mjs'), [])
  if (stderr !== '') outcome.wrong.push(stderr)
  else
    for (const { name, total, walk } of JSON.parse(stdout)) {
      outcome.checked++
      if (total !== walk) outcome.wrong.push(`${name}: ${total} bytes, the walk has ${walk}`)
    }
}

/** One line for each base, as the bench prints them. @param {Outcome} outcome */
export function lineOf({ name, marked, fields, left, refused, compiles, checked, wrong }) {
  const failed = Object.entries(compiles).filter(([, said]) => said !== '')
  const share = fields === 0 ? 0 : (100 * left) / fields
  return `${name.padEnd(24)} ${marked} marked, ${refused.length} of them to the walk, ${fields} fields, ${left} to the walk (${share.toFixed(1)} %), compiles ${Object.keys(compiles).length - failed.length} of ${Object.keys(compiles).length}, ${checked} totals compared, ${wrong.length} wrong`
}

if (pathToFileURL(process.argv[1]).href === import.meta.url) {
  const args = process.argv.slice(2)
  const chosen = bases.filter(({ name }) => args.every((arg) => arg.startsWith('--')) || args.includes(name))
  const folder = install(chosen)
  const all = new Map()
  let [fields, left] = [0, 0]
  try {
    for (const base of chosen) {
      const outcome = await outcomeOf(folder, base)
      console.log(lineOf(outcome))
      for (const [what, said] of Object.entries(outcome.compiles)) if (said !== '') console.log(`  ${what}: ${said.slice(0, 1500)}`)
      for (const wrong of outcome.wrong) console.log(`  ${wrong.slice(0, 1500)}`)
      if (args.includes('--why')) for (const refused of outcome.refused) console.log(`  ${refused}`)
      if (outcome.wrong.length > 0 || Object.values(outcome.compiles).some((said) => said !== '')) process.exitCode = 1
      for (const [why, count] of outcome.why) all.set(why, (all.get(why) ?? 0) + count)
      fields += outcome.fields
      left += outcome.left
    }
    console.log(`${fields} fields, ${left} to the walk: ${((100 * left) / fields).toFixed(1)} %`)
    if (args.includes('--why')) for (const [why, count] of [...all].sort((a, b) => b[1] - a[1])) console.log(`${count} ${why}`)
  } finally {
    if (args.includes('--keep')) console.log(folder)
    else rmSync(folder, { recursive: true, force: true })
  }
}
