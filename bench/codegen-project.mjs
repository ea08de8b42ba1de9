/**
 * How long memsize-codegen takes for a project of 500 files with 300 marked types, and how much memory: to generate, to check, and to write
 * again after an edit. Build both packages first. An argument: the seed.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = join(root, 'codegen/dist/bin.js')
const seed = Number(process.argv[2] ?? 1)

/** Mulberry32. */
function randomFrom(seed) {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

const primitives = [
  'string',
  'number',
  'boolean',
  'string | null',
  "'on' | 'off'",
  'bigint',
  'number[]',
  'string[]',
  'Date',
  'Uint8Array',
  'unknown',
]

/** 500 files: 300 with a marked type each, every one of which imports others; 200 with code. */
function filesOf(random) {
  const files = {}
  for (let i = 0; i < 300; i++) {
    const imports = new Set()
    const other = () => {
      const j = random(300)
      if (j === i) return 'string'
      imports.add(j)
      return [`T${j}`, `T${j}[]`, `T${j} | null`, `Map<string, T${j}>`, `Partial<T${j}>`, `Pick<T${j}, 'id'>`, `Page<T${j}>`][random(7)]
    }
    const fields = () =>
      Array.from(
        { length: 4 + random(10) },
        (_, k) => `  f${i}x${k}${random(3) === 0 ? '?' : ''}: ${random(3) === 0 ? other() : primitives[random(primitives.length)]}`,
      )
    let text
    if (i % 5 === 0) {
      const base = i >= 10 && random(2) === 0 ? i - 10 : undefined
      if (base !== undefined) imports.add(base)
      const own = fields().map((line) => line.replace(/(\??): (.*)/, (_, _optional, type) => `: ${type} | undefined = undefined`))
      text = `/** @memsize */\nexport class T${i} ${base === undefined ? '' : `extends T${base} `}{\n${base === undefined ? '  id = 1\n' : ''}  #own${i} = [${i}]\n${own.join('\n')}\n  own${i}(): number[] {\n    return this.#own${i}\n  }\n}\n`
    } else if (i % 5 === 1) {
      const cases = Array.from(
        { length: 2 + random(4) },
        (_, k) =>
          `{ kind: 'k${k}'; id: number; ${fields()
            .map((line) => line.trim())
            .join('; ')} }`,
      )
      text = `/** @memsize */\nexport type T${i} =\n  | ${cases.join('\n  | ')}\n`
    } else
      text = `/** @memsize */\nexport interface T${i} {\n  id: number\n${fields().join('\n')}\n  inner: { a: ${other()}; b: { c: string }[] }\n}\n`
    const lines = [...imports].map((j) => `import ${i % 5 === 0 ? '' : 'type '}{ T${j} } from '../f${j % 10}/t${j}.js'`)
    files[`src/f${i % 10}/t${i}.ts`] =
      `${lines.join('\n')}\nimport type { Page } from '../page.js'\n\nexport type Own${i} = Page<string>\n\n${text}`
  }
  for (let i = 0; i < 199; i++) {
    const [a, b] = [random(300), random(300)]
    files[`src/code/c${i}.ts`] =
      `import type { T${a} } from '../f${a % 10}/t${a}.js'\n${a === b ? '' : `import type { T${b} } from '../f${b % 10}/t${b}.js'\n`}\n${Array.from({ length: 20 }, (_, k) => `export function f${k}(a: T${a}, b: T${b}): string {\n  const all = [a, b, ${k}].map((value) => JSON.stringify(value))\n  return all.join(', ')\n}\n`).join('\n')}`
  }
  files['src/page.ts'] = 'export interface Page<T> {\n  items: T[]\n  next?: Page<T>\n}\n'
  files['package.json'] = '{ "type": "module" }\n'
  files['tsconfig.json'] = JSON.stringify({
    compilerOptions: { target: 'es2022', module: 'nodenext', strict: true, types: ['node'], skipLibCheck: true },
    include: ['src'],
  })
  return files
}

const projects = join(root, 'test/.projects')
mkdirSync(projects, { recursive: true })
const folder = mkdtempSync(join(projects, 'bench-'))
try {
  for (const [path, text] of Object.entries(filesOf(randomFrom(seed)))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const memory = `data:text/javascript,${encodeURIComponent("process.on('exit', () => process.stderr.write('\\npeak ' + process.resourceUsage().maxRSS))")}`
  const run = (...args) => {
    const start = performance.now()
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', memory, bin, ...args], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    })
    const seconds = (performance.now() - start) / 1000
    const peak = Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024
    console.log(
      `${['memsize-codegen', ...args].join(' ').padEnd(26)} ${seconds.toFixed(2)} s, peak ${peak.toFixed(0)} MiB, exit code ${status}, ${stdout.split('\n').length - 1} lines`,
    )
    if (status !== 0) console.log(stderr.slice(0, 2000))
  }
  console.log(`500 files, 300 marked types, seed ${seed}, Node ${process.version}`)
  run()
  run('--check')
  run('--report')
  run('--inline')
  run()
  const child = spawn(process.execPath, [bin, '--watch'], { cwd: folder })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (said += text))
  const round = async () => {
    while (!said.includes('watching\n')) await once(child.stdout, 'data')
    const lines = said
    said = ''
    return lines
  }
  await round()
  for (const [path, text] of [
    ['src/f2/t2.ts', '\n/** @memsize */\nexport interface Another {\n  id: number\n}\n'],
    ['src/f3/t3.ts', '\nexport const nothing = 1\n'],
    ['src/f0/t0.ts', '\n/** @memsize */\nexport class More {\n  id = 1\n}\n'],
    ['src/code/c1.ts', '\nexport const nothing = 1\n'],
  ]) {
    const start = performance.now()
    appendFileSync(join(folder, path), text)
    const lines = await round()
    console.log(`--watch, an edit of ${path}: ${((performance.now() - start) / 1000).toFixed(2)} s (${lines.split('\n')[0]})`)
  }
  child.kill('SIGINT')
} finally {
  if (process.env.KEEP === undefined) rmSync(folder, { recursive: true, force: true })
  else console.log(folder)
}
