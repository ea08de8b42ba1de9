import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { transformAsync } from '@babel/core'
import { transform as transformBySwc } from '@swc/core'
import { transform as transformByEsbuild } from 'esbuild'

/** A compiler, and its options to compile decorators. */
export interface Compiler {
  /** Names a folder too. */
  readonly id: string
  readonly dialect: 'standard' | 'legacy'
  /** For the table of docs/decorators.md. */
  readonly title: string
  /** Writes each source as CommonJS into a folder; says, by source, why it would not. */
  compile(sources: readonly string[], into: string): Promise<Refusals>
}

/** Name of a source -> what the compiler says. */
export type Refusals = Readonly<Record<string, string>>

type Kind = Pick<Compiler, 'id' | 'dialect' | 'title'>

const kind = (dialect: Compiler['dialect'], name: string, title: string): Kind => ({ id: `${dialect} ${name}`, dialect, title })

const tscFile = resolve('node_modules/typescript/bin/tsc')
const tscFlags = '--ignoreConfig --target es2022 --strict --noImplicitOverride --types node --skipLibCheck --pretty false'.split(' ')

/** What tsc says first of each source. They lie in one folder, from which it finds packages. */
export async function runTsc(flags: readonly string[], sources: readonly string[]): Promise<Refusals> {
  const options = { cwd: dirname(sources[0]) }
  const { stdout } = await promisify(execFile)(process.execPath, [tscFile, ...tscFlags, ...flags, ...sources], options).catch(
    (error) => error,
  )
  const found: Record<string, string> = {}
  for (const line of String(stdout).split('\n').filter(Boolean)) {
    const [, path, message] = /^(\S+)\(\d+,\d+\): error (.*)$/.exec(line) ?? []
    // what goes on in a second line is indented
    if (path !== undefined) found[basename(path, '.ts')] ??= message
    else if (!line.startsWith(' ')) throw new Error(stdout)
  }
  return found
}

const tsc = (about: Kind, ...flags: string[]): Compiler => ({
  ...about,
  compile: (sources, into) => runTsc([...flags, '--module', 'commonjs', '--moduleResolution', 'bundler', '--outDir', into], sources),
})

/** A compiler that takes one source at a time. `said` is the part of an error's message that matters. */
function compiler(about: Kind, compile: (code: string, filename: string) => Promise<string>, said: RegExp): Compiler {
  return {
    ...about,
    async compile(sources, into) {
      mkdirSync(into, { recursive: true })
      const refused: Record<string, string> = {}
      for (const source of sources) {
        const name = basename(source, '.ts')
        try {
          writeFileSync(join(into, `${name}.js`), await compile(readFileSync(source, 'utf8'), source))
        } catch (error) {
          const { message } = error as Error
          refused[name] = said.exec(message)?.[1] ?? message
        }
      }
      return refused
    },
  }
}

const swc = (about: Kind, options: object, externalHelpers = false, target: 'es2022' | 'es2021' = 'es2022'): Compiler =>
  compiler(
    about,
    async (code, filename) => {
      const jsc = { externalHelpers, target, parser: { syntax: 'typescript', decorators: true }, transform: options } as const
      return (await transformBySwc(code, { filename, configFile: false, swcrc: false, jsc, module: { type: 'commonjs' } })).code
    },
    /(?:Error: |\bx )(.*)/,
  )

const esbuild = (about: Kind, experimentalDecorators: boolean, target = 'es2022'): Compiler =>
  compiler(
    about,
    async (code, sourcefile) => {
      const tsconfigRaw = { compilerOptions: { experimentalDecorators } }
      const options = { sourcefile, loader: 'ts', format: 'cjs', target, logLevel: 'silent', tsconfigRaw } as const
      return (await transformByEsbuild(code, options)).code
    },
    /ERROR: (.*)/,
  )

const babel = (about: Kind, version: string, ...more: string[]): Compiler =>
  compiler(
    about,
    async (code, filename) => {
      const plugins = [
        // first: the decorators' plugin makes of fields what this one takes for mistakes
        ['@babel/plugin-transform-typescript', { allowDeclareFields: true }],
        ['@babel/plugin-proposal-decorators', { version }],
        ...more,
        '@babel/plugin-transform-modules-commonjs',
      ]
      return (await transformAsync(code, { filename, babelrc: false, configFile: false, plugins }))?.code ?? ''
    },
    /\.ts: (.*?)(?: \(\d+:\d+\))?:?$/m,
  )

/** Every compiler in every way of it, as its users have it. */
export const compilers: readonly Compiler[] = [
  tsc(kind('standard', 'tsc', 'tsc')),
  swc(kind('standard', 'swc 2022-03', 'swc, `decoratorVersion: "2022-03"`'), { decoratorVersion: '2022-03' }),
  swc(kind('standard', 'swc 2023-11', 'swc, `decoratorVersion: "2023-11"`'), { decoratorVersion: '2023-11' }),
  swc(
    kind('standard', 'swc 2023-11, helpers', 'swc, `decoratorVersion: "2023-11"`, `externalHelpers`'),
    { decoratorVersion: '2023-11' },
    true,
  ),
  esbuild(kind('standard', 'esbuild', 'esbuild, `target: "es2022"`'), false),
  tsc(kind('standard', 'tsc, es2021', 'tsc, `target: "es2021"`'), '--target', 'es2021'),
  swc(
    kind('standard', 'swc 2022-03, es2021', 'swc, `decoratorVersion: "2022-03"`, `target: "es2021"`'),
    { decoratorVersion: '2022-03' },
    false,
    'es2021',
  ),
  esbuild(kind('standard', 'esbuild, es2021', 'esbuild, `target: "es2021"`'), false, 'es2021'),
  babel(kind('standard', 'Babel', 'Babel, `version: "2023-11"`'), '2023-11'),
  tsc(kind('legacy', 'tsc', 'tsc'), '--experimentalDecorators'),
  tsc(
    kind('legacy', 'tsc, metadata', 'tsc, `emitDecoratorMetadata`'),
    ...'--experimentalDecorators --emitDecoratorMetadata --useDefineForClassFields false'.split(' '),
  ),
  swc(kind('legacy', 'swc', 'swc, `legacyDecorator`'), { legacyDecorator: true, decoratorMetadata: true }),
  esbuild(kind('legacy', 'esbuild', 'esbuild'), true),
  tsc(kind('legacy', 'tsc, es2021', 'tsc, `target: "es2021"`'), ...'--experimentalDecorators --target es2021'.split(' ')),
  swc(
    kind('legacy', 'swc, es2021', 'swc, `legacyDecorator`, `target: "es2021"`'),
    { legacyDecorator: true, decoratorMetadata: true },
    false,
    'es2021',
  ),
  babel(kind('legacy', 'Babel', 'Babel, `version: "legacy"`'), 'legacy', '@babel/plugin-transform-class-properties'),
]
