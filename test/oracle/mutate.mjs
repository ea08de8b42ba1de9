/**
 * Do the builder cases notice a wrong rule? Alters one expression of the rules at a time, and prints those after which every prediction
 * is still what the engines say: `npm run oracle:mutate`, or with part of a line of code, to alter such lines only.
 */
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { parseSync } from '@swc/core'
import { importTypeScript } from './bundle.mjs'
import { snapshotter } from './snapshotter.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const files = ['src/layout/v8.ts', 'test/oracle/json-document.ts', 'test/oracle/builders/stores.ts']
const engines = ['node20', 'node22', 'node24', 'node26', 'deno', 'chromium']
/** Some alterations make a rule run forever. */
const timeout = 30_000

/** @typedef {{ file: string, line: number, before: string, after: string, text: string }} Mutation text: of the altered file */

/** @type {Record<string, string>} */
const otherOperator = { '<': '<=', '<=': '<', '>': '>=', '>=': '>', '===': '!==', '!==': '===', '+': '-', '-': '+', '&&': '||', '||': '&&' }

/** @param {string} file @returns {Mutation[]} */
function mutationsOf(file) {
  const source = readFileSync(root + file) // bytes: that is what the parser counts
  const module = parseSync(source.toString(), { syntax: 'typescript', target: 'esnext' })
  // Positions go on from one parse to the next; the first statement is where they begin in this file.
  const parsedBefore = module.body[0].span.start - source.indexOf('import')
  /** @type {Mutation[]} */
  const found = []
  const at = (/** @type {number} */ position) => position - parsedBefore
  const replace = (/** @type {number} */ start, /** @type {number} */ end, /** @type {string} */ by) => {
    const lineStart = source.lastIndexOf('\n', start) + 1
    const lineEnd = source.indexOf('\n', end)
    const line = source.subarray(0, start).toString().split('\n').length
    const text = Buffer.concat([source.subarray(0, start), Buffer.from(by), source.subarray(end)]).toString()
    const after = `${source.subarray(lineStart, start)}${by}${source.subarray(end, lineEnd)}`
    found.push({ file, line, before: source.subarray(lineStart, lineEnd).toString().trim(), after: after.trim(), text })
  }
  const visit = (/** @type {any} */ node) => {
    if (node === null || typeof node !== 'object') return
    if (node.type === 'ClassMethod' && node.key.value === 'fail') return // words
    if (node.type === 'ThrowStatement' || node.type === 'TsTypeAnnotation' || node.type === 'ImportDeclaration') return
    if (node.type === 'NumericLiteral') replace(at(node.span.start), at(node.span.end), String(node.value + 1))
    else if (node.type === 'BinaryExpression' && node.operator in otherOperator) {
      const start = source.indexOf(node.operator, at(node.left.span.end))
      replace(start, start + node.operator.length, otherOperator[node.operator])
    } else if (node.type === 'ConditionalExpression') {
      for (const constant of ['true', 'false']) replace(at(node.test.span.start), at(node.test.span.end), constant)
    } else if (node.type === 'MemberExpression' && node.object.value === 'Math' && /^(max|min)$/.test(node.property.value)) {
      replace(at(node.property.span.start), at(node.property.span.end), node.property.value === 'max' ? 'min' : 'max')
    }
    for (const child of Object.values(node)) visit(child)
  }
  visit(module)
  return found
}

/** @typedef {{ source: string, real: Record<string, number> }} Truth by engine */

/**
 * The first case whose prediction is wrong. One that the alteration has changed itself tells nothing.
 * @param {any} suite
 * @param {Truth[]} truths
 */
function mismatch({ topics, layouts }, truths) {
  const cases = new Map(Object.values(topics).flatMap((cases) => cases.map((/** @type {any} */ one) => [one.source, one])))
  return truths.find(({ source, real }) => {
    const one = cases.get(source)
    return one !== undefined && Object.entries(real).some(([engine, bytes]) => one.predict(layouts[engine]) !== bytes)
  })
}

/** @param {Mutation} mutation @param {Truth[]} truths @returns {Promise<boolean>} whether any case notices */
function isNoticed(mutation, truths) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { mutation, truths } })
    const timer = setTimeout(() => {
      worker.terminate()
      resolve(true)
    }, timeout)
    const end = (/** @type {boolean} */ noticed) => {
      clearTimeout(timer)
      worker.terminate()
      resolve(noticed)
    }
    worker.on('message', end)
    worker.on('error', (error) => {
      if (/^Build failed/.test(error.message)) reject(error)
      end(true) // a rule threw
    })
  })
}

async function main() {
  const suite = await importTypeScript('test/oracle/suite.ts')
  const { checkAll, layouts } = suite
  /** @type {Map<string, Truth>} */
  const bySource = new Map()
  for (const engine of engines) {
    for (const { case: one, real } of await checkAll(layouts[engine], await snapshotter(engine, suite))) {
      const truth = bySource.get(one.source) ?? { source: one.source, real: /** @type {Record<string, number>} */ ({}) }
      bySource.set(one.source, truth)
      truth.real[engine] = real
    }
  }
  const truths = [...bySource.values()]
  const wrong = mismatch(suite, truths)
  if (wrong) throw new Error(`${wrong.source} differs before anything was altered; \`npx jest builders\` tells more`)

  const wanted = process.argv[2] ?? ''
  const mutations = files.flatMap(mutationsOf).filter(({ before }) => before.includes(wanted))
  /** @type {Mutation[]} */
  const survivors = []
  let next = 0
  const work = async () => {
    while (next < mutations.length) {
      const mutation = mutations[next++]
      if (!(await isNoticed(mutation, truths))) survivors.push(mutation)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  console.log(`${mutations.length} alterations, ${survivors.length} not noticed by any of ${truths.length} cases`)
  for (const { file, line, before, after } of survivors.sort((a, b) => (a.file + a.line < b.file + b.line ? -1 : 1))) {
    console.log(`\n${file}:${line}\n  - ${before}\n  + ${after}`)
  }
}

async function mutant() {
  const { mutation, truths } = /** @type {{ mutation: Mutation, truths: Truth[] }} */ (workerData)
  const suite = await importTypeScript('test/oracle/suite.ts', (file, text) => (file === mutation.file ? mutation.text : text))
  parentPort?.postMessage(mismatch(suite, truths) !== undefined)
}

await (isMainThread ? main() : mutant())
