import { existsSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type SourceFile, ts } from 'ts-morph'
import { tellFormats } from './modules.js'
import type { OpenProject } from './project.js'

/** A file as it is to be written. */
export interface Draft {
  /** Relative to the project's folder. */
  readonly path: string
  readonly text: string
}

/** What the compiler has against a draft. */
export interface Fault {
  readonly path: string
  /** From 1 on. */
  readonly line: number
  readonly code: number
  readonly message: string
}

/** Compiles drafts together with the project, in memory: what is wrong with them. The project is then as it was. */
export function faultsIn(open: OpenProject, drafts: readonly Draft[], gone: readonly string[]): Fault[] {
  const { state, folder } = open
  if ('expected' in state || drafts.length === 0) return []
  const before = new Map<string, string | undefined>()
  const files: SourceFile[] = []
  try {
    for (const path of gone) {
      const file = state.getSourceFile(join(folder, path))
      if (file === undefined) continue
      before.set(path, file.getFullText())
      state.removeSourceFile(file)
    }
    for (const { path, text } of drafts) {
      const full = join(folder, path)
      if (!canBeFile(full)) continue
      before.set(path, state.getSourceFile(full)?.getFullText())
      files.push(state.createSourceFile(full, text, { overwrite: true }))
    }
    tellFormats(files, state.getCompilerOptions())
    const program = state.getProgram().compilerObject
    const declares = state.getCompilerOptions().declaration === true
    return files.flatMap((file) => {
      const { compilerNode } = file
      const found: readonly ts.Diagnostic[] = [
        ...program.getSyntacticDiagnostics(compilerNode),
        ...program.getSemanticDiagnostics(compilerNode),
        ...(declares ? program.getDeclarationDiagnostics(compilerNode) : []),
      ]
      return found.filter(isError).map(({ code, messageText, start }) => ({
        path: relative(folder, file.getFilePath()).replaceAll('\\', '/'),
        line: compilerNode.getLineAndCharacterOfPosition(start ?? 0).line + 1,
        code,
        message: ts.flattenDiagnosticMessageText(messageText, ' ').replace(/[.?]$/, ''),
      }))
    })
  } finally {
    for (const [path, text] of before) {
      const full = join(folder, path)
      if (text === undefined) state.getSourceFile(full)?.forget()
      else {
        const file = state.createSourceFile(full, text, { overwrite: true })
        // as if it had never been another
        if (existsSync(full)) file.refreshFromFileSystemSync()
      }
    }
  }
}

/** Whether a file is there, or could be. A folder in its place, or a file in place of its folder, is a problem of writing it. */
function canBeFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() !== false
  } catch {
    // a part of the way to it is a file
    return false
  }
}

/** What nobody uses is an error here too: the project may ask for that. */
const isError = ({ category }: ts.Diagnostic): boolean => category === ts.DiagnosticCategory.Error
