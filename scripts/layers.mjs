/** The layers of src/: a file imports from lower layers or from its own folder, and the root entry reaches no `node:` module. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from '@swc/core'

/** Lowest first; a name ending in a slash is a folder. Single files of one layer may import each other. */
export const layers = [
  [
    'protocol.ts',
    'errors.ts',
    'bytes.ts',
    'printable.ts',
    'intrinsics.ts',
    'path-step.ts',
    'text-copy.ts',
    'unknowns.ts',
    'seen.ts',
    'met-table.ts',
    'number-set.ts',
    'tracker.ts',
    'dispose.ts',
    'timers.ts',
    'prometheus.ts',
    'reporters.ts',
    'warn.ts',
    'shared-state.ts',
    'utf8.ts',
  ],
  ['layout/', 'graph/', 'allocators/'],
  ['options.ts', 'measuring.ts'],
  ['describe/'],
  ['model/', 'probe/'],
  ['method.ts'],
  ['tree/', 'snapshot/'],
  [
    'measure.ts',
    'measure-async.ts',
    'live-graph.ts',
    'running-allocator.ts',
    'usable-stores.ts',
    'deep-sizes.ts',
    'explain.ts',
    'graph.ts',
    'graph-details.ts',
    'audit.ts',
  ],
  ['profile/'],
  ['check/', 'budget/', 'report/', 'isolate/', 'process/'],
  ['integrations/', 'index.ts', 'heap.ts', 'report.ts', 'profile.ts', 'budget.ts', 'generated.ts', 'process.ts', 'straight.ts'],
  ['cli/'],
]

/**
 * What breaks the layers, one line each.
 * @param {Record<string, string>} sources path below src/ -> text
 * @param {string} entry must not reach a `node:` module at run time
 */
export function layerProblems(sources, entry = 'index.ts') {
  const imports = importsIn(sources)
  return [...misplaced(imports), ...circles(imports), ...reachedNodeModules(imports, entry)]
}

/** @param {Record<string, string>} sources @returns {Imports} */
export const importsIn = (sources) => new Map(Object.entries(sources).map(([file, text]) => [file, importsOf(file, text)]))

/** @typedef {{ from: string, isType: boolean }} Import an import's target: a path below src/, or a package's name */
/** @typedef {Map<string, Import[]>} Imports */

/** @param {Imports} imports */
function* misplaced(imports) {
  for (const [file, targets] of imports) {
    const place = placeOf(file)
    if (!place) {
      yield `${file} is in no layer; place it in the table of scripts/layers.mjs`
      continue
    }
    for (const { from } of targets) {
      if (!from.endsWith('.ts')) continue
      const target = placeOf(from)
      if (!imports.has(from)) yield `${file} imports ${from}, which does not exist`
      else if (target && (target.layer > place.layer || (target.layer === place.layer && target.folder !== place.folder)))
        yield `${file} (layer ${place.layer}) imports ${from} (layer ${target.layer})`
    }
  }
}

/**
 * Files that import each other, types included: Tarjan's strongly connected components of more than one file.
 * @param {Imports} imports
 */
export function* circles(imports) {
  /** @type {Map<string, { order: number, low: number, isOpen: boolean }>} */
  const met = new Map()
  /** @type {string[]} */
  const open = []
  /** @type {string[][]} */
  const found = []
  const visit = (/** @type {string} */ file) => {
    const mine = { order: met.size, low: met.size, isOpen: true }
    met.set(file, mine)
    open.push(file)
    for (const { from } of imports.get(file) ?? []) {
      if (!imports.has(from)) continue
      const other = met.get(from) ?? visit(from)
      if (other.isOpen) mine.low = Math.min(mine.low, other.low)
    }
    if (mine.low === mine.order) {
      const circle = open.splice(open.indexOf(file))
      for (const one of circle) /** @type {any} */ (met.get(one)).isOpen = false
      if (circle.length > 1) found.push(circle.sort())
    }
    return mine
  }
  for (const file of imports.keys()) if (!met.has(file)) visit(file)
  for (const circle of found) yield `${circle.join(', ')} import each other`
}

/** @param {Imports} imports @param {string} entry */
function* reachedNodeModules(imports, entry) {
  const paths = new Map([[entry, entry]])
  for (const [file, path] of paths) {
    for (const { from, isType } of imports.get(file) ?? []) {
      if (isType) continue
      if (from.startsWith('node:')) yield `${path} > ${from}: the root entry runs in browsers`
      else if (!paths.has(from)) paths.set(from, `${path} > ${from}`)
    }
  }
}

/** @param {string} file */
function placeOf(file) {
  const folder = file.includes('/') ? file.slice(0, file.indexOf('/') + 1) : ''
  const layer = layers.findIndex((names) => names.includes(folder || file))
  return layer < 0 ? undefined : { layer, folder }
}

/** @param {string} file @param {string} text @returns {Import[]} */
function importsOf(file, text) {
  /** @type {Import[]} */
  const found = []
  const visit = (/** @type {any} */ node) => {
    if (node === null || typeof node !== 'object') return
    if (node.type === 'ImportDeclaration' || node.type?.startsWith('Export')) add(node.source, node.typeOnly)
    else if (node.type === 'CallExpression' && node.callee.type === 'Import') add(node.arguments[0].expression, false)
    else if (node.type === 'TsImportType') add(node.argument, true)
    for (const child of Object.values(node)) visit(child)
  }
  const add = (/** @type {any} */ source, /** @type {boolean} */ isType) => {
    if (source?.type !== 'StringLiteral') return
    const relative = source.value.startsWith('.')
    found.push({
      from: relative ? posix.join(posix.dirname(file), source.value).replace(/\.js$/, '.ts') : source.value,
      isType: Boolean(isType),
    })
  }
  visit(parseSync(text, { syntax: 'typescript', decorators: true, target: 'esnext' }))
  return found
}

/** Every source file below a folder of the repository, which is src/ by default. */
export function readSources(folder = 'src') {
  const src = fileURLToPath(new URL(`../${folder}`, import.meta.url))
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  return Object.fromEntries(files.map((file) => [file.replaceAll(sep, '/'), readFileSync(join(src, file), 'utf8')]))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = layerProblems(readSources())
  for (const problem of problems) console.error(`src/${problem}`)
  process.exitCode = problems.length > 0 ? 1 : 0
}
