import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ruleLines } from './descriptions.js'
import type { Place, Problem } from './plan.js'
import { isSame, lineEnd, lineStart, nextLine, type Region, regionsOf, regionText } from './regions.js'
import type { ClassPlan, OwnField, SourcePlan } from './source-plan.js'
import type { Change, Changes } from './sync.js'
import { memberOf, quoted } from './text.js'

const byteOrderMark = '\uFEFF'

/** What has to change for the methods in a source's classes to be as they should. Nothing outside the regions is touched. */
export function changesWithin(source: SourcePlan, folder: string): Changes {
  const problems: Problem[] = []
  const { text, file } = source
  const raw = readFileSync(join(folder, file), 'utf8')
  const mark = raw.startsWith(byteOrderMark) ? byteOrderMark : ''
  if (raw.slice(mark.length) !== text) {
    const expected = 'a source in UTF-8 that nobody writes meanwhile, got another text than the compiler was given'
    return { changes: [], problems: [{ place: { file, line: 1, column: 1 }, expected, fix: 'Save it as UTF-8, and run again.' }] }
  }
  const after = new Inliner(source, (problem) => void problems.push(problem)).text()
  const changes: Change[] = after === text || problems.length > 0 ? [] : [{ path: file, before: raw, after: mark + after }]
  return { changes, problems }
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

class Inliner {
  private readonly source: SourcePlan
  private readonly problem: (problem: Problem) => void
  private readonly newline: string
  /** By the module. */
  private readonly imports = new Map<string, Set<string>>()

  constructor(source: SourcePlan, problem: (problem: Problem) => void) {
    this.source = source
    this.problem = problem
    const lines = source.text.split('\n')
    this.newline = lines.filter((line) => line.endsWith('\r')).length * 2 > lines.length - 1 && lines.length > 1 ? '\r\n' : '\n'
  }

  /** The source as it should be. */
  text(): string {
    const { text, marks, classes } = this.source
    const { regions, damages } = regionsOf(text, marks)
    for (const { offset, expected } of damages)
      this.damage(offset, expected, 'Take out what is left of the region, marks and all; it is then written again.')
    for (const region of regions) {
      if (region.isIntact) continue
      const fix = 'Move what was changed elsewhere and delete the region, marks and all; it is then written again.'
      this.damage(text.indexOf('//', region.start), 'a region as it was written, got one that was changed since', fix)
    }
    const rest = new Set(regions)
    const edits = classes.map((of): Edit | undefined => {
      const inside = regions.filter((region) => isIn(region, of))
      for (const region of inside) rest.delete(region)
      this.expectOne(inside, `one region in the class ${of.name}`)
      const byHand = of.members.find(
        ({ start, describes }) => describes && !inside.some((region) => start > region.start && start < region.end),
      )
      if (byHand !== undefined && damages.length === 0)
        this.damage(
          byHand.start,
          `no description by hand in the marked class ${of.name}, got a method`,
          'Take out the method, or the mark of the class.',
        )
      return this.classEdit(of, inside[0])
    })
    const atTop = [...rest].filter((region) => /^\s*import\b/.test(region.body))
    this.expectOne(atTop, 'one region of imports')
    for (const region of atTop) rest.delete(region)
    edits.push(this.importEdit(atTop[0]))
    // what no class asks for any more
    for (const { start, end } of rest) edits.push({ start, end: nextLine(text, end), text: '' })
    return edited(text, edits)
  }

  private classEdit(of: ClassPlan, region: Region | undefined): Edit | undefined {
    const { text } = this.source
    const outer = indentAt(text, of.start)
    const first = of.members.find(({ start }) => text.slice(lineStart(text, start), start).trim() === '')
    const inner = first === undefined ? outer + (outer.startsWith('\t') ? '\t' : '  ') : indentAt(text, first.start)
    const unit = inner.startsWith(outer) && inner.length > outer.length ? inner.slice(outer.length) : '  '
    const lines = this.block(of, unit)
    return this.edit(region, lines, inner, () => {
      // what stands before the closing brace in its line stays there
      const isAlone = text.slice(lineStart(text, of.close), of.close).trim() === ''
      const start = isAlone ? lineStart(text, of.close) : of.close
      return { start, before: isAlone ? '' : this.newline, after: this.newline + (isAlone ? '' : outer) }
    })
  }

  private importEdit(region: Region | undefined): Edit | undefined {
    const { text, importsAt } = this.source
    const lines = [...this.imports]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([module, names]) => `import { ${[...names].sort(byName).join(', ')} } from '${module}'`)
    if (lines.length === 0) return region && { start: region.start, end: nextLine(text, region.end), text: '' }
    const isOpen = importsAt > 0 && text[importsAt - 1] !== '\n'
    return this.edit(region, lines, '', () => ({ start: importsAt, before: isOpen ? this.newline : '', after: isOpen ? '' : this.newline }))
  }

  /** One that is there is kept where it says the same. */
  private edit(
    region: Region | undefined,
    lines: readonly string[],
    indent: string,
    place: () => { start: number; before: string; after: string },
  ): Edit | undefined {
    const written = regionText(lines, indent, this.newline)
    if (region !== undefined) {
      const isAsItWas = isSame(region.body, lines.join('\n'))
      return isAsItWas ? undefined : { start: region.start, end: region.end, text: written }
    }
    const { start, before, after } = place()
    return { start, end: start, text: before + written + after }
  }

  /** A block that registers a description: it reaches private fields, and the type of the class stays as it is. */
  private block({ above, fields, hidden }: ClassPlan, unit: string): string[] {
    const lines = ['static {', `${unit}${this.use('defineSize')}(this, (value, meter) => {`]
    const add = (...more: string[]) => lines.push(...more.map((line) => unit + unit + line))
    if (above !== 'nothing') add(`${this.useGenerated('inherited')}(this, value, meter)`)
    // a description by hand leaves out what it does not name, and knows nothing of the fields here
    for (const field of fields) if (field.rule !== undefined || field.reach !== 'open' || above === 'byHand') add(...this.fieldLines(field))
    if (above !== 'byHand' && hidden > 0) add(`${this.useGenerated('restOf')}(meter, value, ${hidden})`)
    else if (above === 'nothing') add('meter.rest(value)')
    return [...lines, `${unit}})`, '}']
  }

  private fieldLines({ label, name, reach, nullable, mayBeReferred, rule }: OwnField): string[] {
    const key = quoted(label)
    const member = name.startsWith('#') ? `value.${name}` : memberOf('value', name, false)
    if (reach === 'unseen' && rule?.kind !== 'ignore') return [`${this.useGenerated('unseen')}(meter, ${key})`]
    if (rule === undefined) return [`meter.value(${key}, ${member})`]
    return ruleLines(rule, { key, member, nullable, mayBeReferred }, (size) => size)
  }

  /** What the file calls an export of `memsize`: by its own import, or by one of ours, which stands out of the way of other names. */
  private use(name: string): string {
    const own = this.source.imported[name]
    if (own !== undefined) return own
    const { text, marks } = this.source
    let others = text
    for (const { start, end } of regionsOf(text, marks).regions.reverse()) others = others.slice(0, start) + others.slice(end)
    const isTaken = new RegExp(`\\b${name}\\b`).test(others)
    const alias = `memsize${name.charAt(0).toUpperCase()}${name.slice(1)}`
    this.importFrom('memsize', isTaken ? `${name} as ${alias}` : name)
    return isTaken ? alias : name
  }

  private useGenerated(name: string): string {
    const alias = `memsize${name.charAt(0).toUpperCase()}${name.slice(1)}`
    this.importFrom('memsize/generated', `${name} as ${alias}`)
    return alias
  }

  private importFrom(module: string, name: string): void {
    const names = this.imports.get(module) ?? new Set()
    this.imports.set(module, names.add(name))
  }

  private expectOne(regions: readonly Region[], expected: string): void {
    for (const { start } of regions.slice(1))
      this.damage(this.source.text.indexOf('//', start), `${expected}, got another`, 'Take one of them out, marks and all.')
  }

  private damage(offset: number, expected: string, fix: string): void {
    this.problem({ place: placeAt(this.source, offset), expected, fix })
  }
}

/** Whether a region stands in the body of a class itself, and not in one of its methods. */
function isIn({ start, end }: Region, { open, close, members }: ClassPlan): boolean {
  return start >= open && end <= close && !members.some((member) => member.start < start && end < member.end)
}

function placeAt({ file, text }: SourcePlan, offset: number): Place {
  return { file, line: text.slice(0, offset).split('\n').length, column: offset - lineStart(text, offset) + 1 }
}

function edited(text: string, edits: readonly (Edit | undefined)[]): string {
  let after = text
  const sorted = edits.filter((edit) => edit !== undefined).sort((a, b) => b.start - a.start)
  for (const edit of sorted) after = after.slice(0, edit.start) + edit.text + after.slice(edit.end)
  return after
}

function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), lineEnd(text, offset)))?.[0] ?? ''
}

const byName = (a: string, b: string): number => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)
