import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, extname, join, posix, relative } from 'node:path'
import { Node, type SourceFile, ts } from 'ts-morph'
import type { Output } from '../emit.js'
import type { OpenProject } from './project.js'

/** A project as JavaScript that Node runs, in a folder of its own. */
export interface Compiled {
  /** The compiled file of a source; paths relative to the project's folder. */
  moduleOf(source: string): string
}

/**
 * Compiles the files that one imports, and generated ones as they should be, into a folder. Every import of a file among them is written as a
 * path, since Node knows neither `paths` nor missing extensions.
 */
export function compile(open: OpenProject, entry: string, outputs: readonly Output[], into: string): Compiled {
  const { state, folder } = open
  if ('expected' in state) throw new Error(state.expected)
  for (const { path, text } of outputs) state.createSourceFile(join(folder, path), text, { overwrite: true })
  const files = reachedFrom([entry, ...outputs.map(({ path }) => path)].map((path) => state.getSourceFileOrThrow(join(folder, path))))
  const root = commonFolder([...files].map((file) => dirname(file.getFilePath())))
  const given = state.getCompilerOptions()
  const target = Math.min(Math.max(given.target ?? ts.ScriptTarget.ES2022, ts.ScriptTarget.ES2015), ts.ScriptTarget.ES2022)
  const compilerOptions: ts.CompilerOptions = {
    ...given,
    // decorators stay as they are at ESNext, and Node does not know them
    target,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    jsx: ts.JsxEmit.ReactJSX,
    importHelpers: false,
    noEmit: false,
    declaration: false,
    declarationMap: false,
    sourceMap: false,
    inlineSourceMap: false,
    verbatimModuleSyntax: given.verbatimModuleSyntax ?? false,
    isolatedModules: true,
  }
  const pathOf = (file: SourceFile) =>
    `${relative(root, file.getFilePath())
      .replaceAll('\\', '/')
      .replace(/\.[cm]?[jt]sx?$|(?=\.json$)/, '')}.mjs`
  for (const file of files) {
    const path = join(into, pathOf(file).replace('.json.mjs', '.mjs'))
    mkdirSync(dirname(path), { recursive: true })
    if (file.getFilePath().endsWith('.json')) writeFileSync(path, `export default ${file.getFullText()}`)
    else {
      const fileName = `${path.slice(0, -'.mjs'.length)}${extname(file.getFilePath()).endsWith('x') ? '.tsx' : '.mts'}`
      writeFileSync(path, ts.transpileModule(withPaths(file), { fileName, compilerOptions }).outputText)
    }
  }
  return { moduleOf: (source) => join(into, pathOf(state.getSourceFileOrThrow(join(folder, source)))) }

  function withPaths(file: SourceFile): string {
    let text = file.getFullText()
    const from = posix.dirname(pathOf(file))
    for (const literal of file.getImportStringLiterals().toReversed()) {
      const target = targetOf(literal)
      if (target === undefined || !files.has(target)) continue
      const to = posix.relative(from, pathOf(target).replace('.json.mjs', '.mjs'))
      text = `${text.slice(0, literal.getStart() + 1)}${to.startsWith('.') ? to : `./${to}`}${text.slice(literal.getEnd() - 1)}`
    }
    return text
  }
}

function targetOf(literal: Node): SourceFile | undefined {
  const symbol = literal.getSymbol()
  return symbol?.getDeclarations().find(Node.isSourceFile)
}

function reachedFrom(entries: readonly SourceFile[]): Set<SourceFile> {
  const files = new Set(entries)
  for (const file of files)
    for (const next of file.getReferencedSourceFiles()) if (!next.isDeclarationFile() && !next.isInNodeModules()) files.add(next)
  return files
}

function commonFolder(folders: readonly string[]): string {
  let common = folders[0]
  while (!folders.every((folder) => folder === common || folder.startsWith(common.endsWith('/') ? common : `${common}/`)))
    common = dirname(common)
  return common
}
