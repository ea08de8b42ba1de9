import {
  type ClassDeclaration,
  type Decorator,
  type InterfaceDeclaration,
  type JSDoc,
  Node,
  type SourceFile,
  type TypeAliasDeclaration,
} from 'ts-morph'

export type Marked = ClassDeclaration | InterfaceDeclaration | TypeAliasDeclaration

type Say = (node: Node, expected: string, fix: string) => void

/** Finds the marked types of a file: by a tag, by a decorator, or since the settings ask for all of a file, or for a name. */
export function markedIn(file: SourceFile, isWhole: boolean, listed: readonly string[], say: Say): Marked[] {
  // most files have none, and need not be parsed in full
  const text = file.getFullText()
  const decorators = decoratorsOf(file, text)
  if (!isWhole && !/@memsize\b/.test(text) && decorators === undefined && !listed.some((name) => text.includes(name))) return []
  const pattern = decorators === undefined ? /@memsize\b/g : new RegExp(`@memsize\\b|\\b${decorators.replaceAll('$', '\\$')}\\b`, 'g')
  const types = new Map<string, Marked>()
  const hits = [...text.matchAll(pattern)].map(({ index }) => index)
  const isMemSize = (decorator: Decorator) => decorator.isDecoratorFactory() && decorator.getFullName() === decorators
  file.forEachDescendant((node, traversal) => {
    if (!hits.some((at) => node.getPos() <= at && at < node.getEnd())) traversal.skip()
    if (Node.isClassDeclaration(node) || Node.isInterfaceDeclaration(node) || Node.isTypeAliasDeclaration(node)) {
      const isListed = Node.isSourceFile(node.getParent()) && (isWhole || listed.includes(nameOf(node)))
      const isDecorated = Node.isClassDeclaration(node) && node.getDecorators().some(isMemSize)
      if ((hasMark(node) || isDecorated || (isListed && exportNameOf(node) !== undefined)) && isUsable(node, say))
        types.set(nameOf(node), types.get(nameOf(node)) ?? node)
    } else if (Node.isClassExpression(node) && node.getDecorators().some(isMemSize)) {
      say(node, 'a class declaration under @MemSize()', 'Declare the class by a name at the top of its file, and export it.')
    } else if (Node.isJSDocable(node) && node.getJsDocs().some((doc) => hasTag(doc, 'memsize'))) {
      const what = node.getKindName().replace(/(Declaration|Statement)$/, '')
      say(node, `a class, an interface or a type alias under @memsize, got a ${what}`, 'Move the tag to the type of its values.')
    }
  })
  return [...types.values()]
}

function isUsable(node: Marked, say: Say): boolean {
  const name = node.getName()
  if (name === undefined) say(node, 'a marked class to have a name', 'Name it.')
  else if (!Node.isSourceFile(node.getParent()))
    say(node, `the marked type ${name} at the top of its file`, 'Move it out of the block or function it is in.')
  else if (exportNameOf(node) === undefined)
    say(node, `the marked type ${name} to be exported by its name`, 'Export it, so that the generated file can import it.')
  else return true
  return false
}

export const nameOf = (node: Marked): string => node.getName() ?? 'default'

export const hasTag = (doc: JSDoc, name: string): boolean => doc.getTags().some((tag) => tag.getTagName() === name)

/** What the file calls the decorator `MemSize`; undefined where it does not import it. */
function decoratorsOf(file: SourceFile, text: string): string | undefined {
  if (!/\bMemSize\b/.test(text)) return undefined
  for (const declaration of file.getImportDeclarations())
    for (const specifier of declaration.getNamedImports())
      if (specifier.getName() === 'MemSize') return specifier.getAliasNode()?.getText() ?? 'MemSize'
  return 'MemSize'
}

/** The decorator `@MemSize()`, or `@MemSize(options)`, of a class. */
export function isDecorated(node: Node): boolean {
  if (!Node.isClassDeclaration(node)) return false
  const name = decoratorsOf(node.getSourceFile(), node.getSourceFile().getFullText())
  return node.getDecorators().some((decorator) => decorator.isDecoratorFactory() && decorator.getFullName() === name)
}

/** Whether the type itself is tagged as held by one holder alone. */
export const isOwned = (node: Node): boolean => Node.isJSDocable(node) && node.getJsDocs().some((doc) => hasTag(doc, 'owned'))

const hasMark = (node: Marked): boolean => node.getJsDocs().some((doc) => hasTag(doc, 'memsize'))

/** By what name the file exports it: its own, or as the default; undefined for neither. */
export function exportNameOf(node: Marked): string | undefined {
  const exported = node.getSourceFile().getExportedDeclarations()
  return [nameOf(node), 'default'].find((name) => exported.get(name)?.includes(node))
}

/** Whether a class is exported as a value, and not for its type alone. */
export function isValueExport(node: Marked): boolean {
  const exported = node
    .getSourceFile()
    .getSymbol()
    ?.getExport(exportNameOf(node) ?? '')
  return !(exported?.getDeclarations() ?? []).some(
    (of) => Node.isExportSpecifier(of) && (of.isTypeOnly() || of.getExportDeclaration().isTypeOnly()),
  )
}
