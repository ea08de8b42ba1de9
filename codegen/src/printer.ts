import { createHash } from 'node:crypto'

/** One file as it is written: its lines, and what they import, each module and name once. */
export class Printer {
  private readonly blocks: string[][] = []
  private indent = ''
  private readonly closing: string[] = []
  private readonly imports = new Map<string, Map<string, 'value' | 'type'>>()

  /** Imports a name as a value, and gives it back. */
  use(module: string, name: string): string {
    this.importsOf(module).set(name, 'value')
    return name
  }

  /** Imports a name for its type alone, unless its value is used too. */
  useType(module: string, name: string): string {
    const names = this.importsOf(module)
    if (!names.has(name)) names.set(name, 'type')
    return name
  }

  /** Begins a block, which an empty line parts from the one before. */
  open(line: string): void {
    this.blocks.push([line])
  }

  line(line: string): void {
    this.blocks[this.blocks.length - 1].push(this.indent + line)
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

  text(source: string, version: string): string {
    const parts = [this.importLines(), ...this.blocks, this.closing].filter((lines) => lines.length > 0)
    const body = `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
    return `${headerOf(source, version, body)}\n${body}`
  }

  private importsOf(module: string): Map<string, 'value' | 'type'> {
    let names = this.imports.get(module)
    if (names === undefined) this.imports.set(module, (names = new Map()))
    return names
  }

  private importLines(): string[] {
    return [...this.imports]
      .sort(([a], [b]) => rank(a) - rank(b) || compare(a, b))
      .map(([module, names]) => {
        const sorted = [...names].sort(([a], [b]) => compare(a.toLowerCase(), b.toLowerCase()))
        const typesOnly = sorted.every(([, kind]) => kind === 'type')
        const list = sorted.map(([name, kind]) => (kind === 'type' && !typesOnly ? `type ${name}` : name)).join(', ')
        return `import ${typesOnly ? 'type ' : ''}{ ${list} } from '${module}'`
      })
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const rank = (module: string): number => (module.startsWith('.') ? 1 : 0)

const checksum = (body: string): string => createHash('sha256').update(body).digest('hex').slice(0, 12)

/** Tool, version, source, and what tells whether the file was changed since. No time and no machine: the same input gives the same bytes. */
const headerOf = (source: string, version: string, body: string): string =>
  `// Written by memsize-codegen ${version} from ${source}, and written anew when that changes: change that file instead. Checksum ${checksum(body)}`

/** What is known of a file that stands where one is to be written: ours as we wrote it, ours and edited since, or somebody else's. */
export function originOf(text: string): 'ours' | 'edited' | 'other' {
  const end = text.indexOf('\n')
  const given = /^\/\/ Written by memsize-codegen .* Checksum ([0-9a-f]{12})\r?$/.exec(text.slice(0, end))
  if (given === null) return 'other'
  return checksum(text.slice(end + 1).replaceAll('\r\n', '\n')) === given[1] ? 'ours' : 'edited'
}
