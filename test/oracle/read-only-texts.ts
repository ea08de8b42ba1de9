import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Those of the given texts, or of all texts in a bare heap, that an engine keeps in read-only space: %DebugPrint says of each string in which space
 * it lies. So read-only-texts.cjs came about (`npm run oracle:read-only`), and is checked.
 */
export function askReadOnlyTexts(binary: string, given?: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'memsize-texts-'))
  try {
    const file = join(folder, 'texts.json')
    if (given) writeFileSync(file, JSON.stringify(given))
    const child = ['--allow-natives-syntax', join(process.cwd(), 'test/oracle/read-only-texts-child.cjs'), file]
    const printed = execFileSync(binary, child, { maxBuffer: 2 ** 28, encoding: 'latin1' })
    const lines = printed.split('\n').filter((line) => line.startsWith('DebugPrint: 0x'))
    const asked: string[] = JSON.parse(readFileSync(file, 'utf8'))
    if (lines.length !== asked.length) throw new Error(`Expected a line for each of ${asked.length} strings, got ${lines.length}`)
    return asked.filter((_, i) => /^DebugPrint: 0x\w+: \[String\] in ReadOnlySpace:/.test(lines[i]))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
