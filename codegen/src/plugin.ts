import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createUnplugin, type UnpluginInstance } from 'unplugin'
import { Generator } from './generate.js'
import { problemLines, shownFrom } from './messages.js'
import type { Problem } from './plan.js'
import { apply } from './sync.js'

/** Where the project is, and where things go. What is not given is as package.json has it. */
export interface PluginOptions {
  /** The tsconfig.json of the project, or its folder: `tsconfig.json`. */
  readonly project?: string
  /** Whether the generated functions go into the source files, as `--inline` does. Default: false. */
  readonly inline?: boolean
  /** Relative to the project's folder. */
  readonly barrel?: string
}

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

/** Does what the command does, whenever a build starts; problems are errors of the build. */
export const plugin: UnpluginInstance<PluginOptions | undefined> = createUnplugin((options: PluginOptions | undefined, { framework }) => {
  const { project = 'tsconfig.json', inline, barrel } = options ?? {}
  let generator: Generator | undefined
  let isServing = false

  const generate = (watchFile: (path: string) => void, fail: (error: Error) => void): void => {
    const isFirst = generator === undefined
    generator ??= new Generator(tsconfigIn(project), { inline, barrel }, version)
    const { folder } = generator
    // not all of them tell what changed
    const { changes, problems, plan } = generator.generate(isFirst ? [] : 'all')
    const found: readonly Problem[] = problems.length > 0 ? problems : apply(changes, folder)
    // a bundler does not see what is imported for its types alone
    for (const { source } of plan.files) watchFile(join(folder, source))
    for (const { place } of found) watchFile(join(folder, place.file))
    if (found.length > 0) fail(new Error(problemLines(found, shownFrom(process.cwd(), folder)).join('\n')))
  }

  return {
    name: 'memsize-codegen',
    buildStart() {
      // esbuild has no such method before a file is loaded
      const watchFile = (path: string) => (framework === 'esbuild' ? undefined : this.addWatchFile(path))
      const native = this.getNativeBuildContext?.()
      // what is thrown at webpack leaves it without the list of files to watch
      generate(watchFile, native?.framework === 'webpack' ? (error) => void native.compilation?.errors.push(error as never) : raise)
    },
    watchChange(id) {
      // a server builds once, and reports changes
      if (isServing && /\.[cm]?tsx?$/.test(id)) generate((path) => this.addWatchFile(path), raise)
    },
    vite: {
      configureServer() {
        isServing = true
      },
    },
  }
})

function raise(error: Error): never {
  throw error
}

function tsconfigIn(project: string): string {
  const path = resolve(project)
  const tsconfig = existsSync(path) && statSync(path).isDirectory() ? join(path, 'tsconfig.json') : path
  if (!existsSync(tsconfig)) throw new Error(`${project}: expected a tsconfig.json there. Name the project by the option \`project\`.`)
  return tsconfig
}
