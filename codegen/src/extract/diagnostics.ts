import { posix } from 'node:path'
import { type Diagnostic, DiagnosticCategory, type SourceFile } from 'ts-morph'
import type { Problem } from '../plan.js'
import { marksIn, regionsOf } from '../regions.js'

/** What the compiler has against a file. That what this tool writes is missing, or wrong, is about to change. */
export function errorsIn(file: SourceFile, path: string, barrel: string | undefined): Problem[] {
  const text = file.getFullText()
  const { regions } = regionsOf(text, marksIn(text))
  const diagnostics = file.getPreEmitDiagnostics().filter((diagnostic) => isOfFile(diagnostic))
  return diagnostics.flatMap((diagnostic): Problem[] => {
    const message = messageOf(diagnostic)
    const at = diagnostic.getStart() ?? 0
    if (isAboutOurs(message, barrel) || regions.some(({ start, end }) => start <= at && at < end)) return []
    return [
      {
        place: { file: path, ...file.getLineAndColumnAtPos(at) },
        expected: `a file that compiles, got TS${diagnostic.getCode()}: ${message.replace(/[.?]$/, '')}`,
        fix: 'Mend it first.',
      },
    ]
  })
}

/** The project's own compiler reports what is wrong with the options alone; what is not used is a matter of taste. */
const isOfFile = (diagnostic: Diagnostic): boolean =>
  diagnostic.getSourceFile() !== undefined &&
  diagnostic.getCategory() === DiagnosticCategory.Error &&
  diagnostic.compilerObject.reportsUnnecessary === undefined

function messageOf(diagnostic: Diagnostic): string {
  const given = diagnostic.getMessageText()
  return typeof given === 'string' ? given : given.getMessageText()
}

/** Whether an error is about files that this tool writes. */
export function isAboutOurs(message: string, barrel: string | undefined): boolean {
  if (/\.memsize(\.[cm]?js)?'/.test(message)) return true
  return (
    barrel !== undefined &&
    message.startsWith('Cannot find module') &&
    message.includes(`/${posix.basename(barrel).replace(/\.[cm]?ts$/, '')}`)
  )
}
