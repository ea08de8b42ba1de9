import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type SourceFile, ts } from 'ts-morph'

/** Whether the compiler makes a CommonJS module of a file: by its extension, by `module`, or by the package.json above it. */
export function isCommonJs(path: string, { module }: ts.CompilerOptions): boolean {
  if (/\.[cm]ts$/.test(path)) return path.endsWith('.cts')
  if (module === ts.ModuleKind.CommonJS) return true
  return module !== undefined && module >= ts.ModuleKind.Node16 && module <= ts.ModuleKind.NodeNext && packageTypeOf(path) !== 'module'
}

function packageTypeOf(path: string): unknown {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    if (existsSync(file)) return typeIn(file)
    if (folder === dirname(folder)) return undefined
  }
}

function typeIn(file: string): unknown {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { type?: unknown }).type
  } catch {
    return undefined
  }
}

/** Has the compiler know which files are CommonJS, as the project's own finds out for itself: ts-morph does not tell it. */
export function tellFormats(files: readonly SourceFile[], options: ts.CompilerOptions): void {
  const { module = 0 } = options
  if (module < ts.ModuleKind.Node16 || module > ts.ModuleKind.NodeNext) return
  for (const { compilerNode } of files) {
    const node = compilerNode as { -readonly [Key in 'impliedNodeFormat']: ts.SourceFile[Key] }
    node.impliedNodeFormat ??= isCommonJs(compilerNode.fileName, options) ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext
  }
}
