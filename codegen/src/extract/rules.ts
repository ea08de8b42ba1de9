import { type Decorator, Node, type SourceFile } from 'ts-morph'
import type { Rule } from '../plan.js'

/** Rules a property's JSDoc can have. */
const ruleTags = ['owned', 'shared', 'ignore', 'sizedBy'] as const

/** Reads the rules of fields, and says what is wrong with them. */
export class Rules {
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
      for (const tag of node.getJsDocs().flatMap((doc) => doc.getTags())) {
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
