import { createHash } from 'node:crypto'
import { inComment, Names } from './names.js'
import { quoted } from './text.js'

/** How a file takes from another, and gives: as an ES module, or as CommonJS where the compiler allows no other words. */
export type ModuleWords = 'esm' | 'cjs'

interface Import {
  readonly name: string
  readonly local: string
  isType: boolean
}

interface Block {
  readonly owner: string | undefined
  readonly lines: string[]
}

/** One file as it is written: its lines, and what they import, each module and name once. */
export class Printer {
  readonly names = new Names()
  private readonly blocks: Block[] = []
  private indent = ''
  private readonly closing: string[] = []
  private readonly imports = new Map<string, Map<string, Import>>()
  private readonly exported: string[] = []
  private readonly locals = new Map<string, string>()
  private readonly constants = new Map<string, { readonly name: string; readonly value: string }>()
  private readonly words: ModuleWords

  constructor(words: ModuleWords = 'esm') {
    this.words = words
  }

  /** Has a name of a module called so, should it be imported. */
  reserve(module: string, name: string, local: string): void {
    this.names.reserve(local)
    this.locals.set(`${module} ${name}`, local)
  }

  /** Imports a name as a value; gives what the file calls it. */
  use(module: string, name: string): string {
    const found = this.imported(module, name, 'value')
    found.isType = false
    return found.local
  }

  /** Imports a name for its type alone, unless its value is used too; gives what the file calls it. */
  useType(module: string, name: string): string {
    return this.imported(module, name, 'type').local
  }

  /** A function for the users of the file. */
  exports(name: string): string {
    if (this.words === 'esm') return 'export '
    this.exported.push(name)
    return ''
  }

  /** A constant at the top of the file; gives its name. */
  constant(name: string, value: string): string {
    const key = `${name} ${value}`
    let found = this.constants.get(key)
    if (found === undefined) this.constants.set(key, (found = { name: this.names.unique(name), value }))
    return found.name
  }

  /** Begins a block, which an empty line parts from the one before; it belongs to a marked type. */
  open(line: string, owner?: string): void {
    this.blocks.push({ owner, lines: [line] })
  }

  line(line: string): void {
    this.blocks[this.blocks.length - 1].lines.push(this.indent + line)
  }

  /** Writes lines that are further in. */
  indented(write: () => void): void {
    this.indent += '  '
    write()
    this.indent = this.indent.slice(2)
  }

  /** What happens when the file is imported. */
  last(line: string): void {
    this.closing.push(line)
  }

  /** The file, and by line which marked type it is written for. */
  text(source: string, version: string): { text: string; owners: readonly (string | undefined)[] } {
    const closing = [...this.closing]
    if (this.exported.length > 0) closing.push(`export = { ${this.exported.join(', ')} }`)
    const constants = [...this.constants.values()].map(({ name, value }) => `const ${name} = ${value}`)
    const top = [this.importLines(), constants].map((lines) => ({ owner: undefined, lines }))
    const parts: Block[] = [...top, ...this.blocks, { owner: undefined, lines: closing }]
    const filled = parts.filter(({ lines }) => lines.length > 0)
    const body = `${filled.map(({ lines }) => lines.join('\n')).join('\n\n')}\n`
    const owners: (string | undefined)[] = [undefined]
    for (const { owner, lines } of filled)
      owners.push(
        ...lines
          .join('\n')
          .split('\n')
          .map(() => owner),
        undefined,
      )
    return { text: `${headerOf(source, version, body)}\n${body}`, owners }
  }

  private imported(module: string, name: string, kind: 'value' | 'type'): Import {
    let names = this.imports.get(module)
    if (names === undefined) this.imports.set(module, (names = new Map()))
    // what is required is a value, and no type
    const key = this.words === 'esm' ? name : `${kind} ${name}`
    let found = names.get(key)
    if (found === undefined) {
      // what generated code has by its own name keeps it
      const isOurs = module === 'memsize' || module === 'memsize/generated'
      const given = this.words === 'esm' || kind === 'type' ? this.locals.get(`${module} ${name}`) : undefined
      names.set(key, (found = { name, local: given ?? (isOurs ? name : this.names.unique(name)), isType: true }))
    }
    return found
  }

  private importLines(): string[] {
    const modules = [...this.imports].sort(([a], [b]) => rank(a) - rank(b) || compare(a, b))
    return modules.flatMap(([module, names]) => {
      const sorted = [...names.values()].sort((a, b) => compare(a.name.toLowerCase(), b.name.toLowerCase()) || compare(a.name, b.name))
      const types = sorted.filter(({ isType }) => isType)
      const values = sorted.filter(({ isType }) => !isType)
      const from = quoted(module)
      if (this.words === 'esm') {
        if (values.length === 0) return wrapped(`import type {`, types.map(said), `} from ${from}`)
        return wrapped(
          'import {',
          sorted.map((one) => (one.isType ? `type ${said(one)}` : said(one))),
          `} from ${from}`,
        )
      }
      const lines = types.length === 0 ? [] : wrapped('import type {', types.map(said), `} from ${from}`)
      if (values.length === 0) return lines
      const local = this.names.unique(
        `${module.replace(/^.*\//, '').replace(/\W+(.)?/g, (_, next: string = '') => next.toUpperCase())}Module`,
      )
      const picked = values.map((one) => said(one).replace(' as ', ': '))
      return [...lines, `import ${local} = require(${from})`, ...wrapped('const {', picked, `} = ${local}`)]
    })
  }
}

const said = ({ name, local }: Import): string => (name === local ? name : `${name} as ${local}`)

const longestLine = 140

/** A list in braces: in one line if it fits. */
export function wrapped(before: string, items: readonly string[], after: string): string[] {
  const line = `${before} ${items.join(', ')} ${after}`
  return line.length <= longestLine ? [line] : [before, ...items.map((item) => `  ${item},`), after]
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const rank = (module: string): number => (module.startsWith('.') ? 1 : 0)

const checksum = (body: string): string => createHash('sha256').update(body).digest('hex').slice(0, 12)

/** Tool, version, source, and what tells whether the file was changed since. No time and no machine: the same input gives the same bytes. */
const headerOf = (source: string, version: string, body: string): string =>
  `// Written by memsize-codegen ${version} from ${inComment(source)}, and written again when that changes: change that file instead. Checksum ${checksum(body)}`

/** What is known of a file that stands where one is to be written: ours as we wrote it, ours and edited since, or somebody else's. */
export function originOf(text: string): 'ours' | 'edited' | 'other' {
  const end = text.indexOf('\n')
  const given = /^\/\/ Written by memsize-codegen .* Checksum ([0-9a-f]{12})\r?$/.exec(text.slice(0, end))
  if (given === null) return 'other'
  return checksum(text.slice(end + 1).replaceAll('\r\n', '\n')) === given[1] ? 'ours' : 'edited'
}
