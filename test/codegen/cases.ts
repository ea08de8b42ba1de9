import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from '../../codegen/src/run.js'

export const codegenFolder = join(__dirname, '../../codegen')
export const casesFolder = join(__dirname, '../cases/codegen')

/** Files of a project, by path. */
export type Files = Readonly<Record<string, string>>

export interface GoldenCase {
  readonly name: string
  readonly input: Files
  readonly inputText: string
  /** What follows `==>`. */
  readonly expected: string
}

export function readCases(): GoldenCase[] {
  return readdirSync(casesFolder)
    .filter((file) => file.endsWith('.txt'))
    .map((file) => {
      const text = readFileSync(join(casesFolder, file), 'utf8')
      const at = text.indexOf('\n==>\n')
      const inputText = text.slice(0, at + 1)
      return { name: file.slice(0, -'.txt'.length), inputText, input: filesOf(inputText), expected: text.slice(at + '\n==>\n'.length) }
    })
}

/** `--- path` begins a file. */
export function filesOf(text: string): Files {
  const files: Record<string, string> = {}
  for (const part of `\n${text}`.split('\n--- ').slice(1)) {
    const end = part.indexOf('\n')
    files[part.slice(0, end)] = part.endsWith('\n') ? part.slice(end + 1) : `${part.slice(end + 1)}\n`
  }
  return files
}

export const textOf = (files: Files): string =>
  Object.keys(files)
    .sort()
    .map((path) => `--- ${path}\n${files[path]}`)
    .join('')

/** The strictest settings that generated code has to pass. */
export const tsconfig = {
  compilerOptions: {
    target: 'es2022',
    lib: ['esnext'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    isolatedModules: true,
    verbatimModuleSyntax: true,
    noImplicitOverride: true,
    skipLibCheck: true,
    declaration: true,
    rootDir: '.',
    outDir: 'out',
  },
  include: ['**/*.ts', '**/*.mts'],
  exclude: ['out'],
}

/** A folder in the repository, so that `memsize` is found from there. */
export function newFolder(): string {
  const parent = join(__dirname, '../.projects')
  mkdirSync(parent, { recursive: true })
  return mkdtempSync(join(parent, 'p-'))
}

export function write(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** Files of a folder that the tool wrote. */
export function generatedIn(folder: string): Files {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /\.memsize\.[cm]?ts$/.test(path))
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

export function codegen(folder: string, ...args: string[]): { code: number; out: string; err: string } {
  let out = ''
  let err = ''
  const host = {
    argv: ['node', 'memsize-codegen', ...args],
    cwd: () => folder,
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    once: () => undefined,
  }
  return { code: run(host, '0.1.0'), out, err }
}
