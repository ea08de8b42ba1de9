import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformSync } from 'esbuild'
import { codegen, codegenFolder, newFolder, tsconfig, write } from './cases.js'

// Does what the README of memsize-codegen does, block by block: files are written, commands run, and each has to print the `text` block below it.
// UPDATE=1 writes down what they print.

const path = join(codegenFolder, 'README.md')
const folder = newFolder()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fence = /^```(\w+)\n([^]*?)^```$/gm
const project = { ...tsconfig, compilerOptions: { ...tsconfig.compilerOptions, rootDir: 'src' }, include: ['src'] }

const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stdout}${stderr}`)
  return stdout
}

/** What a block prints; undefined where it is not for running. */
function printed(language: string, code: string): string | undefined {
  if (language === 'ts') {
    const [, file] = /^\/\/ (\S+)\n/.exec(code) ?? []
    expect(file).toBeDefined()
    write(folder, { [file]: code })
    if (file === 'src/main.ts') {
      run(join(__dirname, '../../node_modules/typescript/bin/tsc'), '-p', folder)
      return run('out/main.js')
    }
  } else if (language === 'sh')
    return code
      .trim()
      .split('\n')
      .map((command) => {
        const [program, verb, ...args] = command.split(' ')
        if (program === 'npm') expect(command).toMatch(/^npm install (--save-dev )?memsize(-codegen)?$/)
        if (program === 'npm' || args[0] === 'init') return ''
        expect([program, verb]).toEqual(['npx', 'memsize-codegen'])
        // as if nothing had been written yet
        if (args.includes('--inline') && !args.includes('--verify')) rmSync(join(folder, 'src/user.memsize.ts'), { force: true })
        const { code: exitCode, out, err } = codegen(folder, ...args)
        expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
        return out
      })
      .join('')
  else if (language === 'js') {
    // what is written for the types above, without their types
    codegen(folder)
    const written = readFileSync(join(folder, 'src/rows.memsize.ts'), 'utf8')
    expect(transformSync(written, { loader: 'ts' }).code).toContain(transformSync(code, { loader: 'js' }).code)
    rmSync(join(folder, 'src/rows.memsize.ts'))
  } else expect(JSON.parse(code)).toHaveProperty('memsize')
  return undefined
}

test('every sample does what the README shows', () => {
  write(folder, { 'tsconfig.json': JSON.stringify(project), 'package.json': '{ "type": "module" }' })
  const text = readFileSync(path, 'utf8')
  let last = ''
  let shown = 0
  const got = text.replace(fence, (block: string, language: string, code: string) => {
    if (language === 'text') {
      shown++
      return `\`\`\`text\n${last}\`\`\``
    }
    last = printed(language, code) ?? ''
    return block
  })
  expect(shown).toBeGreaterThan(3)
  if (process.env.UPDATE) writeFileSync(path, got)
  else expect(got).toBe(text)
  // with the region that it speaks of, and the plugin's types, all compiles
  const config = {
    ...project,
    compilerOptions: { ...project.compilerOptions, rootDir: '.', noEmit: true },
    include: ['src', 'vite.config.ts'],
  }
  write(folder, { 'tsconfig.json': JSON.stringify(config) })
  run(join(__dirname, '../../node_modules/typescript/bin/tsc'), '-p', folder)
})
