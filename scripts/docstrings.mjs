/**
 * Every name that an entry of the two packages exports has a docstring, and every member and option of it. `npm run check` and a test list what lacks one.
 * The compiler is the one that ts-morph brings: TypeScript 7 has no API of its own yet.
 */
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ts } from 'ts-morph'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The sources of the entries that package.json of both packages names. */
export function entrySources() {
  const entriesOf = (/** @type {string} */ folder, /** @type {(file: string) => string | undefined} */ source) => {
    const { exports } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
    return Object.values(exports).flatMap((entry) => source(entry.import ?? entry.default ?? '') ?? [])
  }
  return [
    ...entriesOf('.', (file) => (file ? file.replace('./dist/esm/', 'src/').replace(/\.js$/, '.ts') : undefined)),
    ...entriesOf('codegen', (file) => (file ? file.replace('./dist/', 'codegen/src/').replace(/\.js$/, '.ts') : undefined)),
  ]
}

/**
 * What is exported, or a member of something exported, and has no docstring: one line each.
 * @param {readonly string[]} entries paths, from the root of the repository
 * @param {string} [folder] the root
 */
export function missingDocstrings(entries, folder = root) {
  const program = ts.createProgram(
    entries.map((entry) => join(folder, entry)),
    {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
      lib: ['lib.esnext.d.ts'],
    },
  )
  const checker = program.getTypeChecker()
  /** @type {Set<string>} */
  const missing = new Set()
  /** @type {Set<ts.Symbol>} */
  const seen = new Set()

  const isOurs = (/** @type {ts.Node} */ node) => {
    const path = relative(folder, node.getSourceFile().fileName)
    return !path.startsWith('..') && !path.includes('node_modules')
  }
  const isDocumented = (/** @type {ts.Symbol} */ symbol) => ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim() !== ''
  const report = (/** @type {ts.Node} */ node, /** @type {string} */ name) => {
    const source = node.getSourceFile()
    const { line } = source.getLineAndCharacterOfPosition(node.getStart())
    missing.add(`${relative(folder, source.fileName)}:${line + 1}: ${name} has no docstring`)
  }

  /** A symbol that a user can name, and its members. */
  const visit = (/** @type {ts.Symbol} */ named, /** @type {string} */ path) => {
    const symbol = named.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(named) : named
    const declarations = (symbol.declarations ?? []).filter(isOurs)
    if (declarations.length === 0 || seen.has(symbol)) return
    seen.add(symbol)
    if (!isDocumented(symbol)) report(declarations[0], path)
    for (const declaration of declarations) visitMembers(declaration, path)
  }

  /** The members of an interface, class or type of an object, and the options of a function. */
  const visitMembers = (/** @type {ts.Node} */ node, /** @type {string} */ path) => {
    if (ts.isInterfaceDeclaration(node) || ts.isClassLike(node)) {
      for (const member of node.members) visitMember(node, member, path)
      for (const clause of node.heritageClauses ?? []) for (const { expression } of clause.types) visitBase(expression, path)
    } else if (ts.isTypeAliasDeclaration(node)) visitLiterals(node.type, path)
    else if (ts.isVariableDeclaration(node)) {
      visitLiterals(node.type, path)
      if (node.initializer && ts.isFunctionLike(node.initializer)) visitParameters(node.initializer, path)
    } else if (ts.isFunctionLike(node)) visitParameters(node, path)
  }

  const visitMember = (
    /** @type {ts.Node} */ owner,
    /** @type {ts.ClassElement | ts.TypeElement} */ member,
    /** @type {string} */ path,
  ) => {
    const isHidden =
      ts.canHaveModifiers(member) &&
      ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword)
    // what a symbol of the language or of Node stands for is known: [Symbol.dispose], [Symbol.iterator], [inspect]
    // `prototype` is all that a class is asked for: it is in the parameter's own docstring
    if (
      isHidden ||
      (ts.isTypeLiteralNode(owner) && member.name?.getText() === 'prototype') ||
      (member.name && (ts.isPrivateIdentifier(member.name) || ts.isComputedPropertyName(member.name)))
    )
      return
    const symbol = member.name && checker.getSymbolAtLocation(member.name)
    if (symbol && !inherited(owner, symbol)) visit(symbol, `${path}.${symbol.name}`)
    else if (!symbol && ts.isFunctionLike(member)) visitParameters(member, path)
  }

  /** A base that no entry exports: what a user sees of it are its members. */
  const visitBase = (/** @type {ts.Expression} */ expression, /** @type {string} */ path) => {
    const named = checker.getSymbolAtLocation(expression)
    const symbol = named && named.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(named) : named
    if (!symbol || seen.has(symbol)) return
    for (const declaration of (symbol.declarations ?? []).filter(isOurs)) visitMembers(declaration, path)
  }

  const visitParameters = (/** @type {ts.SignatureDeclaration} */ { parameters }, /** @type {string} */ path) => {
    for (const { type } of parameters) visitLiterals(type, path)
  }

  /** Members of types that are written out in a type of that name, or of an option. */
  const visitLiterals = (/** @type {ts.Node | undefined} */ type, /** @type {string} */ path) => {
    if (!type || ts.isMappedTypeNode(type)) return
    if (ts.isTypeLiteralNode(type)) for (const member of type.members) visitMember(type, member, path)
    else ts.forEachChild(type, (child) => visitLiterals(child, path))
  }

  /** A member that a base declares with a docstring needs none of its own. */
  const inherited = (/** @type {ts.Node} */ node, /** @type {ts.Symbol} */ member) => {
    if (isDocumented(member) || !(ts.isClassLike(node) || ts.isInterfaceDeclaration(node))) return false
    return (node.heritageClauses ?? [])
      .flatMap(({ types }) => types)
      .some((base) => {
        const above = checker.getTypeAtLocation(base).getProperty(member.name)
        return above !== undefined && (!(above.declarations ?? []).some(isOurs) || isDocumented(above))
      })
  }

  for (const entry of entries) {
    const source = program.getSourceFile(join(folder, entry))
    const module = source && checker.getSymbolAtLocation(source)
    if (!module) throw new Error(`Expected a module with exports at ${entry}`)
    for (const name of checker.getExportsOfModule(module)) visit(name, name.name)
  }
  return [...missing].sort()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = missingDocstrings(entrySources())
  for (const problem of found) console.log(problem)
  if (found.length > 0) process.exitCode = 1
}
