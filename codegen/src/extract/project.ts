import { existsSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { type Node, Project, ts } from 'ts-morph'
import type { Place, Problem } from '../plan.js'

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
    return new Project({ tsConfigFilePath: tsconfig })
  } catch (error) {
    return { place: start, expected: `a project that can be opened, got ${(error as Error).message.replace(/\.$/, '')}`, fix }
  }
}
