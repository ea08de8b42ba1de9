import { type ClassDeclaration, Node, type SourceFile, ts } from 'ts-morph'
import type { Place, Rule } from '../plan.js'
import { marksIn } from '../regions.js'
import type { ClassPlan, Member, OwnField, SourcePlan } from '../source-plan.js'
import { chainOf, isUnseen, parameterProperties } from './types.js'

/** What the extractor knows about a class. */
export interface ClassFacts {
  readonly place: Place
  /** Whether a method is written into a class. */
  isOurs(of: ClassDeclaration): boolean
  /** The rule of a field of the class. */
  ruleOf(node: Node, name: string): Rule | undefined
}

/** What is known of a source file that methods are written into, or out of. */
export function sourcePlanOf(file: SourceFile, path: string, classes: readonly ClassPlan[]): SourcePlan {
  const text = file.getFullText()
  const isComment = (offset: number) => !isLiteral(file.getDescendantAtPos(offset), offset)
  return { file: path, text, marks: marksIn(text).filter(isComment), importsAt: importsAt(file), imported: importedBy(file), classes }
}

/** Whether a place is within a text, where a mark means nothing. */
function isLiteral(node: Node | undefined, offset: number): boolean {
  if (node === undefined || offset < node.getStart()) return false
  return Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node) || /^Template(Head|Middle|Tail)$/.test(node.getKindName())
}

/** Behind the last import at the top; where there is none, before the first statement and the comment that belongs to it. */
function importsAt(file: SourceFile): number {
  const text = file.getFullText()
  const statements = file.getStatements()
  const isProlog = (node: Node) => Node.isExpressionStatement(node) && Node.isStringLiteral(node.getExpression())
  const isImport = (node: Node) => Node.isImportDeclaration(node) || Node.isImportEqualsDeclaration(node)
  const prolog = statements.findIndex((node) => !isProlog(node))
  const top = prolog < 0 ? statements.length : prolog
  let end = top
  const isOurs = (node: Node) => node.getLeadingCommentRanges().some((range) => marksIn(range.getText()).length > 0)
  while (end < statements.length && isImport(statements[end]) && !isOurs(statements[end])) end++
  if (end > 0) return afterLine(text, statements[end - 1].getEnd())
  const [first] = statements
  if (first === undefined) return text.length
  let start = first.getStart()
  for (const range of first.getLeadingCommentRanges().reverse()) {
    // an empty line parts a file's own comment from that of its first statement
    if (/\n[ \t\r]*\n/.test(text.slice(range.getEnd(), start)) || /^(\/\/\/|\/\/ @ts-|\/\*!)/.test(range.getText())) break
    start = range.getPos()
  }
  return text.lastIndexOf('\n', start - 1) + 1
}

function afterLine(text: string, offset: number): number {
  const at = text.indexOf('\n', offset)
  return at < 0 ? text.length : at + 1
}

function importedBy(file: SourceFile): Record<string, string> {
  const names: Record<string, string> = {}
  for (const declaration of file.getImportDeclarations()) {
    if (declaration.getModuleSpecifierValue() !== 'memsize' || isInRegion(declaration)) continue
    for (const specifier of declaration.getNamedImports()) {
      const isType = declaration.isTypeOnly() || specifier.isTypeOnly()
      if (!isType || specifier.getName() === 'Meter')
        names[specifier.getName()] = specifier.getAliasNode()?.getText() ?? specifier.getName()
    }
  }
  return names
}

/** Whether a node stands between marks of ours. */
function isInRegion(node: Node): boolean {
  const text = node.getSourceFile().getFullText()
  return marksIn(text).filter((offset) => offset < node.getStart()).length % 2 === 1
}

/** What a class's method has to tell. */
export function classPlanOf(node: ClassDeclaration, { place, isOurs, ruleOf }: ClassFacts): ClassPlan {
  const { described, between, how } = aboveOf(node, isOurs)
  const taken = new Set(allAbove(node).flatMap((at) => fieldsOf(at).filter(isUnseen).map(nameOf)))
  const fields: OwnField[] = []
  for (const at of [...between, node]) {
    for (const field of fieldsOf(at)) {
      const name = nameOf(field)
      const hidden = isUnseen(field)
      const reach = !hidden ? 'open' : at === node ? 'hidden' : 'unseen'
      const label =
        hidden && (reach === 'unseen' ? fields.some((other) => other.label === name) : taken.has(name))
          ? `${name} of ${at.getName()}`
          : name
      const type = field.getType()
      const nullable =
        type.isNullable() || type.isUndefined() || type.isNull() || (Node.isQuestionTokenable(field) && field.hasQuestionToken())
      const own = { label, name, reach, nullable, mayBeReferred: mayBeReferred(type.compilerType), rule: ruleOf(field, name) } as const
      const before = fields.findIndex((other) => other.name === name && !hidden)
      if (before < 0) fields.push(own)
      else fields[before] = own
    }
  }
  const open = node.getFirstChildByKind(ts.SyntaxKind.OpenBraceToken)?.getEnd() ?? node.getEnd()
  // one without its braces does not compile, and nothing is written then
  const close = node.getLastChildByKind(ts.SyntaxKind.CloseBraceToken)?.getStart() ?? node.getEnd()
  const hidden = [...allAbove(node), node].reduce((sum, at) => sum + fieldsOf(at).filter(isUnseen).length, 0)
  const above = described === undefined && how === 'nothing' ? 'nothing' : how
  return {
    name: node.getName() ?? '',
    place,
    start: node.getStart(),
    open,
    close,
    members: node.getMembers().map(memberOf),
    above,
    fields,
    hidden,
  }
}

const memberOf = (node: Node): Member => ({
  start: node.getStart(true),
  end: node.getEnd(),
  isOpen: Node.isPropertyDeclaration(node) && !node.getText().endsWith(';'),
  describes: describes(node),
})

const describes = (node: Node): boolean =>
  Node.isClassStaticBlockDeclaration(node)
    ? /^static \{\s*(memsizeD|d)efineSize\(this,/.test(node.getText())
    : Node.isMethodDeclaration(node) && /^\[(memsizeD|d)escribeMemory\]$/.test(node.getName())

/** The nearest class above that is described, and those between. */
function aboveOf(node: ClassDeclaration, isOurs: (of: ClassDeclaration) => boolean) {
  const between: ClassDeclaration[] = []
  let at = node
  for (let next = at.getBaseClass(); next !== undefined && next !== node && !between.includes(next); next = at.getBaseClass()) {
    if (isOurs(next)) return { described: next, between, how: 'ours' as const }
    if (next.getMembers().some((member) => describes(member) && !isInRegion(member)))
      return { described: next, between, how: 'byHand' as const }
    between.unshift(next)
    at = next
  }
  // what it extends may be no declaration: what a mixin makes, or a class of a package
  const isDescribed = at.getBaseTypes().some((type) => type.getProperties().some((of) => of.getName().startsWith('__@describeMemory')))
  return {
    described: undefined,
    between,
    how: isDescribed && !Node.isClassDeclaration(at.getBaseClass()) ? ('byHand' as const) : ('nothing' as const),
  }
}

const allAbove = (node: ClassDeclaration): ClassDeclaration[] => chainOf(node).slice(0, -1)

/** Fields that a class gives its instances. */
function fieldsOf(node: ClassDeclaration): Node[] {
  const declared = node.getInstanceProperties().filter((member) => Node.isPropertyDeclaration(member) && !member.isAbstract())
  return [...parameterProperties(node), ...declared]
}

const nameOf = (node: Node): string => (Node.hasName(node) ? node.getName() : '')

/** What nothing refers to: no heap objects, or boxes of the field's own. */
const unreferred =
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.BigIntLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.ESSymbolLike |
  ts.TypeFlags.Undefined |
  ts.TypeFlags.Void |
  ts.TypeFlags.Null

function mayBeReferred(type: ts.Type): boolean {
  return type.isUnion() ? type.types.some(mayBeReferred) : (type.flags & unreferred) === 0
}
