import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { transformSync } from '@swc/core'

/** The README, and a page for each task. */
export const pagePaths: readonly string[] = [
  'README.md',
  ...readdirSync('docs')
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
]

/** A fenced block of a page. */
export interface Block {
  readonly page: string
  readonly language: string
  readonly code: string
  /** The line of the page it begins in. */
  readonly line: number
  /** From a comment above it, `<!-- not run: reason -->`: it is type-checked only. */
  readonly notRun: string | undefined
  /** The `text` block right below it. */
  output: string | undefined
}

export function blocksOf(page: string, text: string): Block[] {
  const found: Block[] = []
  let end = 0
  for (const match of text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)) {
    const [whole, language, code] = match
    const above = found.at(-1)
    const between = text.slice(end, match.index)
    if (language === 'text' && above?.output === undefined && between.trim() === '' && above !== undefined) above.output = code
    else {
      const notRun = /<!-- not run: (.+) -->\s*$/.exec(between)?.[1]
      found.push({ page, language, code, line: text.slice(0, match.index).split('\n').length, notRun, output: undefined })
    }
    end = match.index + whole.length
  }
  return found
}

/** Links of a page to files and headings of the repository that lead nowhere, one line each. */
export function brokenLinks(page: string, text: string): string[] {
  const prose = text.replace(/^```[^]*?^```$/gm, '')
  const broken: string[] = []
  for (const [, target] of prose.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
    const [file, anchor] = target.split('#')
    const path = file === '' ? page : posix.join(posix.dirname(page), file)
    let linked: string
    try {
      linked = readFileSync(path, 'utf8')
    } catch {
      broken.push(`${page}: ${target}: no such file`)
      continue
    }
    const anchors = [...linked.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} -]/gu, '')
        .replaceAll(' ', '-'),
    )
    if (anchor !== undefined && !anchors.includes(anchor)) broken.push(`${page}: ${target}: no such heading`)
  }
  return broken
}

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())

/**
 * The README with each table between `<!-- excerpt NAME -->` and `<!-- /excerpt -->` filled from the table NAME of a page: the same rows and columns,
 * by their titles.
 */
export function withExcerpts(text: string, pages: readonly string[]): string {
  return text.replace(/(<!-- excerpt (\S+) -->\n)([^]*?)(?=<!-- \/excerpt -->)/g, (_, open: string, name: string, table: string) => {
    const [, whole] = pages.map((page) => new RegExp(`<!-- ${name} -->\n([^]*?)<!-- /${name} -->`).exec(page)).find(Boolean) ?? []
    if (whole === undefined) throw new Error(`No page has the table ${name}`)
    const [fullHead, , ...fullRows] = whole.trim().split('\n').map(cellsOf)
    const [head, , ...rows] = table.trim().split('\n').map(cellsOf)
    const filled = rows.map(([title]) => {
      const full = fullRows.find(([other]) => other === title)
      if (full === undefined) throw new Error(`The table ${name} has no row ${title}`)
      return head.map((column) => {
        const at = fullHead.indexOf(column)
        if (at < 0) throw new Error(`The table ${name} has no column ${column}`)
        return full[at]
      })
    })
    const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
    return `${open}${[line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...filled.map(line)].join('\n')}\n`
  })
}

/** A page's name and line, as a file name. */
export function compiledName(block: Block): string {
  return `${block.page.replaceAll(/\W/g, '-')}-${block.line}.${block.language === 'ts' ? 'mjs' : 'cjs'}`
}

/** TypeScript as the other tests have it compiled; JavaScript as it stands, as CommonJS. */
export function compiled({ language, code }: Block): string {
  if (language === 'js') return code
  const parser = { syntax: 'typescript', decorators: true } as const
  return transformSync(code, { jsc: { target: 'es2022', parser, transform: { decoratorVersion: '2022-03' } }, module: { type: 'es6' } })
    .code
}

/**
 * Commands of the pages that do not exist, or have not the flags that a page uses, one line each.
 * @param helpOf what a program prints for these arguments, which ask it for help
 */
export async function wrongCommands(
  commands: readonly Block[],
  isProgram: (name: string) => boolean,
  helpOf: (program: string, args: readonly string[]) => Promise<string>,
  isScript: (name: string) => boolean,
): Promise<string[]> {
  const wrong: string[] = []
  for (const { page, line, code } of commands.filter(({ notRun }) => notRun === undefined)) {
    for (const command of code.trim().split(/\n| && /)) {
      const [own] = command.split(' -- ')
      const [program, verb, what] = own.split(' ')
      if (program === 'npx' && isProgram(verb)) {
        const args = verb === 'memsize-codegen' || what.startsWith('-') ? ['--help'] : ['help', what]
        const help = await helpOf(verb, args)
        for (const [, flag] of own.matchAll(/ (--?[a-z][a-z-]*)/g))
          if (!new RegExp(`(^|[ ,])${flag}\\b`, 'm').test(help)) wrong.push(`${page}:${line}: ${command}: no ${flag}`)
      } else if (program === 'npm' && verb === 'run' ? !isScript(what) : !/^npm (ci|test|install)\b/.test(own))
        wrong.push(`${page}:${line}: ${command}`)
    }
  }
  return wrong
}
