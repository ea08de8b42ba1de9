import { type Decorator, type JSDocTag, Node, type SourceFile } from 'ts-morph'
import type { Rule } from '../plan.js'

/** Rules a property's JSDoc can have. */
const ruleTags = ['owned', 'shared', 'ignore', 'sizedBy'] as const

/** What is easily written for them. */
const misspellings: Readonly<Record<string, (typeof ruleTags)[number]>> = {
  own: 'owned',
  owns: 'owned',
  share: 'shared',
  ignored: 'ignore',
  ignores: 'ignore',
  ingore: 'ignore',
  ignor: 'ignore',
  sizeBy: 'sizedBy',
  sizeby: 'sizedBy',
  sizedby: 'sizedBy',
}

const placeOf = (node: Node): string => `${node.getSourceFile().getFilePath()} ${node.getStart()}`

/** Reads the rules of fields, and says what is wrong with them. */
export class Rules {
  /** Where comments begin whose tags were read. */
  private readonly followed = new Set<string>()
  private readonly file: SourceFile
  private readonly problem: (node: Node, expected: string, fix: string) => void

  constructor(file: SourceFile, problem: (node: Node, expected: string, fix: string) => void) {
    this.file = file
    this.problem = problem
  }

  /** The rule of a field. */
  of(node: Node): Rule | undefined {
    const rules: Rule[] = []
    if (Node.isJSDocable(node)) {
      for (const doc of node.getJsDocs()) this.followed.add(placeOf(doc))
      for (const tag of node.getJsDocs().flatMap((doc) => doc.getTags())) {
        this.sayMisspelt(tag)
        const kind = ruleTags.find((name) => name === tag.getTagName())
        const text = tag.getCommentText()?.trim() ?? ''
        if (kind !== undefined) this.add(rules, kind, text, tag, false)
      }
    }
    if (Node.isDecoratable(node)) for (const decorator of node.getDecorators()) this.addDecorated(rules, decorator)
    if (rules.length > 1)
      this.problem(node, `one rule for a field, got ${rules.map(({ kind }) => kind).join(' and ')}`, 'Keep the one that holds.')
    return rules[0]
  }

  /** What a marked type's comments ask for that no field has: beside a field in its line, or above a getter, a method or a static. */
  sayUnheard(node: Node): void {
    this.hearPrivate(node)
    const text = node.getText()
    const own = Node.isJSDocable(node) ? node.getJsDocs().map(placeOf) : []
    for (const { 0: comment, index } of text.matchAll(/\/\*\*(?:[^*]|\*(?!\/))*\*\//g)) {
      const tag = /[\s*]@(owned|shared|ignore|sizedBy)\b/.exec(comment)?.[1]
      const at = node.getStart() + index
      if (
        tag === undefined ||
        this.followed.has(`${node.getSourceFile().getFilePath()} ${at}`) ||
        own.includes(`${node.getSourceFile().getFilePath()} ${at}`)
      )
        continue
      const holder = node.getDescendantAtPos(at + comment.length)
      if (node.getDescendantAtPos(at)?.getKindName().includes('Literal')) continue
      this.problem(
        holder ?? node,
        `@${tag} above a field, in a line of its own, got it elsewhere`,
        'Put the comment in the line above the field: getters, methods and statics have no bytes to rule.',
      )
    }
  }

  /** Only descriptions in the body of a class reach its #private fields: their rules are no mistake where another kind is written. */
  private hearPrivate(node: Node): void {
    if (!Node.isClassDeclaration(node)) return
    for (const field of node.getInstanceProperties())
      if (Node.isPropertyDeclaration(field) && field.getName().startsWith('#'))
        for (const doc of field.getJsDocs()) this.followed.add(placeOf(doc))
  }

  private sayMisspelt(tag: JSDocTag): void {
    const name = tag.getTagName()
    const meant = ruleTags.find((rule) => rule !== name && (rule.toLowerCase() === name.toLowerCase() || misspellings[name] === rule))
    if (meant !== undefined) this.problem(tag, `one of the rules ${ruleTags.join(', ')}, got @${name}`, `Write @${meant}.`)
  }

  private addDecorated(rules: Rule[], decorator: Decorator): void {
    const kind = /^MemSize\.(\w+)$/.exec(decorator.getNameNode().getParent()?.getText() ?? '')?.[1]
    const [argument] = decorator.getArguments()
    const text = Node.isStringLiteral(argument) ? argument.getLiteralText() : (argument?.getText() ?? '')
    // the class heeds its decorators itself: of those unknown here, and of inline functions, nothing needs to be known
    const known = ruleTags.find((name) => name === kind)
    if (known !== undefined) this.add(rules, known, text, decorator, true)
  }

  private add(rules: Rule[], kind: (typeof ruleTags)[number], text: string, node: Node, isDecorated: boolean): void {
    if (kind === 'ignore') {
      if (text === '' && !isDecorated)
        this.problem(node, 'a reason after @ignore', 'Say why it does not count: `@ignore the cache is the application’s`.')
      rules.push({ kind, reason: text, isDecorated })
    } else if (kind === 'sizedBy') {
      const isExported =
        isDecorated ||
        (this.file.getFunction(text)?.isExported() ??
          this.file.getVariableStatement((s) => s.isExported() && s.getDeclarations().some((d) => d.getName() === text)))
      if (!isExported)
        this.problem(
          node,
          `the name of an exported function of this file after @sizedBy, got ${text || 'nothing'}`,
          'Export a function (value) => bytes here, and name it.',
        )
      rules.push({ kind, size: text, isDecorated })
    } else rules.push({ kind, isDecorated })
  }
}
