/**
 * For each golden type of memsize-codegen: what its function costs against `deepSize(value, { by: 'model' })`, for random values of together 1,
 * 10, 100 and 10,000 objects. Prints the ratios, and ends with 1 where one is above 1. Build both packages first; `SEED` gives the seed.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'
import fc from 'fast-check'
import { deepSize, measure } from 'memsize'

const root = fileURLToPath(new URL('..', import.meta.url))
const seed = Number(process.env.SEED ?? 1)
const byModel = { by: 'model' }
const counts = [1, 10, 100, 10_000]
/** The best of so many: others may use the machine. */
const rounds = 41
const sampleMs = 2

/** The files of a golden case. */
function filesOf(text) {
  const input = text.slice(0, text.indexOf('\n==>\n') + 1)
  return Object.fromEntries(
    `\n${input}`
      .split('\n--- ')
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf('\n')), `${part.slice(part.indexOf('\n') + 1)}\n`]),
  )
}

/** Random values that hold at least that number of objects together. */
function valuesOf(arbitrary, objects) {
  const values = []
  let met = 0
  for (let round = 0; met < objects && round < 20; round++) {
    for (const value of fc.sample(arbitrary, { seed: seed + round, numRuns: Math.min(objects, 500) })) {
      if (typeof value !== 'object' || value === null) continue
      values.push(value)
      met += measure(value, byModel).count
      if (met >= objects) break
    }
  }
  return values
}

function ratioOf(generated, model) {
  const repeats = [generated, model].map((run) => {
    run()
    let times = 1
    while (once(run, times) < sampleMs) times *= 2
    return times
  })
  const best = [Infinity, Infinity]
  for (let round = 0; round < rounds; round++)
    [generated, model].forEach((run, i) => {
      best[i] = Math.min(best[i], once(run, repeats[i]) / repeats[i])
    })
  return best[0] / best[1]
}

function once(run, times) {
  const start = performance.now()
  for (let i = 0; i < times; i++) run()
  return performance.now() - start
}

const projects = join(root, 'test/.projects')
mkdirSync(projects, { recursive: true })
const folder = mkdtempSync(join(projects, 'golden-'))
try {
  for (const file of readdirSync(join(root, 'test/cases/codegen'))) {
    const files = filesOf(readFileSync(join(root, 'test/cases/codegen', file), 'utf8'))
    if (files['samples.ts'] === undefined) continue
    const at = join(folder, file.replace(/\.txt$/, ''))
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(at, path)), { recursive: true })
      writeFileSync(join(at, path), text)
    }
    const compilerOptions = { module: 'nodenext', target: 'es2022', strict: true, skipLibCheck: true, types: ['node'] }
    writeFileSync(join(at, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
    writeFileSync(join(at, 'package.json'), '{ "type": "module" }')
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'codegen/dist/bin.js'), '--project', at], { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    const written = {}
    const sources = readdirSync(at, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'))
    for (const path of sources) {
      const tsconfigRaw = { compilerOptions: { useDefineForClassFields: true, experimentalDecorators: false } }
      const { code } = transformSync(readFileSync(join(at, path), 'utf8'), { loader: 'ts', format: 'esm', target: 'es2022', tsconfigRaw })
      writeFileSync(join(at, path.replace(/\.ts$/, '.js')), code)
    }
    const load = (path) => import(pathToFileURL(join(at, path.replace(/\.ts$/, '.js'))).href)
    for (const path of sources) if (path.endsWith('.memsize.ts')) Object.assign(written, await load(path))
    for (const [type, arbitrary] of Object.entries(await load('samples.ts'))) {
      const total = written[`deepSizeOf${type}`]
      const describe = written[`describe${type}`]
      const cells = counts.map((count) => {
        const values = valuesOf(arbitrary, count)
        if (values.length === 0) return undefined
        const isPlain = [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(values[0]))
        const options = describe !== undefined && isPlain ? { by: 'model', describe } : byModel
        const sum = (size) => () => {
          for (let i = 0; i < values.length; i++) size(values[i])
        }
        return ratioOf(
          sum((value) => total(value, byModel)),
          sum((value) => deepSize(value, options)),
        )
      })
      const isSlower = cells.some((cell) => cell > 1)
      if (isSlower) process.exitCode = 1
      const told = cells.map((cell, i) => `${counts[i]}: ${cell === undefined ? '-' : `${cell.toFixed(2)}x`}`).join(', ')
      console.log(`${`${file} ${type}`.padEnd(44)} ${told}${isSlower ? '  SLOWER' : ''}`)
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
