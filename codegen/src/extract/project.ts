import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { type Node, Project, ts } from 'ts-morph'
import type { Place, Problem } from '../plan.js'
import { ownCompiler } from './own-compiler.js'

/** Where `tsconfig.json` is the project's folder begins. */
export const folderOf = (tsconfig: string): string => dirname(resolve(tsconfig))

/** A project that is kept open, so that after a change only the files that changed are read again. */
export class OpenProject {
  readonly tsconfig: string
  readonly folder: string
  private opened: Project | Problem
  private config: string | undefined

  constructor(tsconfig: string) {
    this.tsconfig = tsconfig
    this.folder = folderOf(tsconfig)
    this.config = textOf(tsconfig)
    this.opened = open(tsconfig, this.folder)
  }

  /** The project, or why there is none. */
  get state(): Project | Problem {
    return this.opened
  }

  /** A path relative to the project's folder, with slashes. */
  pathOf(path: string): string {
    return relative(this.folder, path).replaceAll('\\', '/')
  }

  placeOf(node: Node): Place {
    const file = node.getSourceFile()
    return { file: this.pathOf(file.getFilePath()), ...file.getLineAndColumnAtPos(node.getStart()) }
  }

  /** Takes in that files were changed, added or removed. Full paths. */
  refresh(paths: readonly string[]): void {
    const { opened } = this
    // which files belong to the project is decided by these, and by which files there are
    const isNew = (path: string) => opened instanceof Project && opened.getSourceFile(path) === undefined && existsSync(path)
    if (!(opened instanceof Project) || paths.some((path) => /\.json$/.test(path))) {
      this.config = textOf(this.tsconfig)
      this.opened = open(this.tsconfig, this.folder)
    } else {
      if (paths.some(isNew)) opened.addSourceFilesFromTsConfig(this.tsconfig)
      for (const path of paths) {
        const file = opened.getSourceFile(path)
        if (file === undefined) continue
        if (existsSync(path)) file.refreshFromFileSystemSync()
        else file.forget()
      }
    }
  }

  /** Takes in whatever was changed, where nobody can tell what: every file is read again. */
  refreshAll(): void {
    const { opened } = this
    if (!(opened instanceof Project)) this.refresh([])
    else {
      const files = opened.getSourceFiles().filter((file) => !file.isInNodeModules())
      this.refresh([...files.map((file) => file.getFilePath()), ...(this.config === textOf(this.tsconfig) ? [] : [this.tsconfig])])
      if (this.opened === opened) opened.addSourceFilesFromTsConfig(this.tsconfig)
    }
  }
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

function open(tsconfig: string, folder: string): Project | Problem {
  const start = { file: relative(folder, tsconfig).replaceAll('\\', '/'), line: 1, column: 1 }
  const fix = 'Mend it first.'
  const { error } = ts.readConfigFile(tsconfig, ts.sys.readFile)
  if (error !== undefined) {
    const { line, character } = error.file?.getLineAndCharacterOfPosition(error.start ?? 0) ?? { line: 0, character: 0 }
    return {
      place: { ...start, line: line + 1, column: character + 1 },
      expected: `JSON, got TS${error.code}: ${ts.flattenDiagnosticMessageText(error.messageText, ' ').replace(/\.$/, '')}`,
      fix,
    }
  }
  try {
    return new Project({ tsConfigFilePath: tsconfig, compilerOptions: asOwn(tsconfig, folder) })
  } catch (error) {
    return { place: start, expected: `a project that can be opened, got ${(error as Error).message.replace(/\.$/, '')}`, fix }
  }
}

/** Files of other languages that TypeScript can be within, where the project's globs have them: no compiler looks at them. */
export function mixedFilesIn(tsconfig: string): string[] {
  const folder = folderOf(tsconfig)
  const { config } = ts.readConfigFile(tsconfig, ts.sys.readFile)
  const extra = ['vue', 'svelte', 'astro'].map((extension) => ({ extension, isMixedContent: true, scriptKind: ts.ScriptKind.Deferred }))
  const { fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder, undefined, tsconfig, undefined, extra)
  return fileNames.filter((name) => /\.(vue|svelte|astro)$/.test(name))
}

/** Options as the project's own compiler takes them, where the one that reads the project here has another default, or will not have them. */
function asOwn(tsconfig: string, folder: string): ts.CompilerOptions {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(tsconfig, ts.sys.readFile).config,
    ts.sys,
    folder,
    undefined,
    tsconfig,
  )
  const { major = 6 } = ownCompiler(folder) ?? {}
  const own: ts.CompilerOptions = { ignoreDeprecations: '6.0' }
  if (major < 6) {
    own.types = options.types ?? ['*']
    own.strict = options.strict ?? false
    own.module = options.module ?? ((options.target ?? 1) >= ts.ScriptTarget.ES2015 ? ts.ModuleKind.ES2015 : ts.ModuleKind.CommonJS)
  }
  return own
}

/** The projects that a tsconfig.json stands for: itself, or those it refers to where it has no files of its own. */
export function projectsIn(tsconfig: string): string[] {
  const { config } = ts.readConfigFile(tsconfig, ts.sys.readFile) as {
    config?: { files?: unknown[]; include?: unknown; references?: { path?: unknown }[] }
  }
  if (config === undefined || !Array.isArray(config.references) || config.references.length === 0) return [tsconfig]
  if (config.files?.length !== 0 || config.include !== undefined) return [tsconfig]
  return config.references.flatMap(({ path }) => {
    if (typeof path !== 'string') return []
    const full = resolve(dirname(tsconfig), path)
    return projectsIn(/\.json$/.test(full) ? full : join(full, 'tsconfig.json'))
  })
}
