/** Totals by generated functions against JSON.stringify, the walk, and a loop written by hand. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import v8 from 'node:v8'
import { transformSync } from 'esbuild'
import { deepSize } from 'memsize'
import { quantile, ratios, timeInRounds } from './rounds.mjs'

const count = 10_000
const rounds = 41
const byModel = /** @type {const} */ ({ by: 'model' })

/** Generates and compiles the functions of codegen-types.ts, and loads them. */
async function generated() {
  const folder = new URL('.codegen/', import.meta.url)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const config = { compilerOptions: { module: 'nodenext', strict: true, skipLibCheck: true }, include: ['*.ts'] }
  writeFileSync(new URL('tsconfig.json', folder), JSON.stringify(config))
  copyFileSync(new URL('codegen-types.ts', import.meta.url), new URL('types.ts', folder))
  const bin = new URL('../codegen/dist/bin.js', import.meta.url).pathname
  const { status, stderr } = spawnSync(process.execPath, [bin, '--project', folder.pathname], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  const text = readFileSync(new URL('types.memsize.ts', folder), 'utf8')
  const out = new URL('types.memsize.mjs', folder)
  writeFileSync(out, transformSync(text, { loader: 'ts', format: 'esm' }).code)
  return import(out.href)
}

/** What a careful person would write for such rows, on this engine alone. */
function byHand(rows) {
  const isOneByte = v8.isStringOneByteRepresentation
  let bytes = 48 + 8 * rows.length
  for (let i = 0; i < rows.length; i++) {
    const { id, name } = rows[i]
    bytes += 48
    if ((id | 0) !== id) bytes += 16
    bytes += (16 + (isOneByte(name) ? name.length : 2 * name.length) + 7) & ~7
  }
  return bytes
}

export async function codegen() {
  const written = await generated()
  const { deepSizeOfCheckedRows, deepSizeOfNamedRows, deepSizeOfOwnedRows } = written
  const rows = Array.from({ length: count }, (_, id) => ({ id, name: `user ${id}${id % 7 ? '' : 'x'}`, active: id % 2 === 0 }))
  const runs = {
    'JSON.stringify(rows).length': () => JSON.stringify(rows).length,
    'the walk: deepSize(rows, { by: "model" })': () => deepSize(rows, { by: 'model' }),
    'generated, objects and strings looked up': () => deepSizeOfCheckedRows(rows, byModel),
    'generated, objects looked up': () => deepSizeOfNamedRows(rows, byModel),
    'generated, all owned': () => deepSizeOfOwnedRows(rows),
    'written by hand, all owned': () => byHand(rows),
  }
  const names = Object.keys(runs)
  for (const name of names.slice(2)) if (runs[name]() !== runs[names[1]]()) throw new Error(`${name} comes to another total than the walk`)
  const samples = timeInRounds(Object.values(runs), rounds)
  const lines = names.map((name, i) => {
    const [json, walk, hand] = [0, 1, 5].map((base) => quantile(ratios(samples[base], samples[i])).toFixed(2).padStart(8))
    return `${name.padEnd(44)} ${json} ${walk} ${hand}`
  })
  console.log(
    `${count} rows { id, name, active }: how many times as fast as JSON.stringify, as the walk, as the loop by hand (medians of ${rounds} rounds)`,
  )
  console.log(lines.join('\n'))
  const more = Array.from({ length: 10 * count }, (_, i) => rows[i % count])
  const perRow = (allocated(() => deepSizeOfOwnedRows(more)) - allocated(() => deepSizeOfOwnedRows(rows))) / (9 * count)
  console.log(`bytes allocated for each owned row more: ${perRow.toFixed(2)}`)
  whichWhen(written)
}

/** What one value of that many objects costs by each method: the table of codegen/README.md. */
function whichWhen({ deepSizeOfCheckedRow, deepSizeOfCheckedRows, deepSizeOfOwnedRows }) {
  const row = (id) => JSON.parse(JSON.stringify({ id, name: `user ${id}${id % 7 ? '' : 'x'}`, active: id % 2 === 0 }))
  const ns = (objects, runs) => {
    const times = Math.ceil(2000 / objects)
    const repeated = runs.map((run) => () => {
      let sum = 0
      for (let i = 0; i < times; i++) sum += run()
      return sum
    })
    const samples = timeInRounds(repeated, rounds)
    return samples.map((sample) => Math.round((quantile(sample) * 1e6) / times))
  }
  console.log('\n| objects | JSON length | probe | generated | generated, owned | model |\n|---|---|---|---|---|---|')
  for (const objects of [1, 10, 100, 10_000]) {
    const value = objects === 1 ? row(1) : Array.from({ length: objects }, (_, id) => row(id))
    const [checked, owned] = objects === 1 ? [deepSizeOfCheckedRow, deepSizeOfCheckedRow] : [deepSizeOfCheckedRows, deepSizeOfOwnedRows]
    const cells = ns(objects, [
      () => JSON.stringify(value).length,
      () => deepSize(value),
      () => checked(value, byModel),
      () => owned(value, byModel),
      () => deepSize(value, byModel),
    ])
    console.log(`| ${objects} | ${cells.map((cell) => `${cell} ns (${(cell / cells[0]).toFixed(2)}x)`).join(' | ')} |`)
  }
}

/** Bytes that a run allocates on the heap once it is compiled: the least of some runs. */
function allocated(run) {
  for (let i = 0; i < 200; i++) run()
  let least = Infinity
  for (let i = 0; i < 10; i++) {
    globalThis.gc()
    const before = process.memoryUsage().heapUsed
    run()
    least = Math.min(least, process.memoryUsage().heapUsed - before)
  }
  return least
}
