import { posix } from 'node:path'
import { DiagnosticCategory, type SourceFile } from 'ts-morph'
import type { Problem } from '../plan.js'
import { marksIn, regionsOf } from '../regions.js'

/** What the compiler has against a file. That what this tool writes is missing, or wrong, is about to change. */
export function errorsIn(file: SourceFile, path: string, barrel: string | undefined): Problem[] {
  const problems: Problem[] = []
  const text = file.getFullText()
  const { regions } = regionsOf(text, marksIn(text))
  const barrelName = barrel && `/${posix.basename(barrel).replace(/\.[cm]?ts$/, '')}`
  for (const diagnostic of file.getPreEmitDiagnostics()) {
    // what is not used is a matter of taste
    if (diagnostic.getCategory() !== DiagnosticCategory.Error || diagnostic.compilerObject.reportsUnnecessary !== undefined) continue
    const given = diagnostic.getMessageText()
    const message = typeof given === 'string' ? given : given.getMessageText()
    if (/\.memsize(\.[cm]?js)?'/.test(message)) continue
    if (barrelName !== undefined && message.startsWith('Cannot find module') && message.includes(barrelName)) continue
    const at = diagnostic.getStart() ?? 0
    if (regions.some(({ start, end }) => start <= at && at < end)) continue
    problems.push({
      place: { file: path, ...file.getLineAndColumnAtPos(at) },
      expected: `a file that compiles, got TS${diagnostic.getCode()}: ${message.replace(/[.?]$/, '')}`,
      fix: 'Mend it first.',
    })
  }
  return problems
}
