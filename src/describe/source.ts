import { exec, indexOf, SafeMap, SafeSet, SafeWeakMap, slice } from '../intrinsics.js'

// What a class's source shows about its instances' fields. A look at text, not a parser: it only widens or narrows bounds.

/** Longer sources are not looked at: no class is written like that, and a pattern's work may grow faster than the text. */
const longestSource = 2 ** 18

/** Text that is no code: strings, templates, comments. */
const notCode = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g
/** A private field's declaration, and no use of one; methods and accessors have none of their own, statics are not the instance's. */
const privateField = /(?:^|[^.\w$])(static\s+)?(#[\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(?=[;}\n]|=(?!=))/gu

/** Private fields the source declares for an instance. 0: none, as far as the source shows. */
function privateFields(source: string): number {
  if (indexOf(source, '#') < 0) return 0
  if (source.length > longestSource) return 1
  const names = new SafeSet<string>()
  eachMatch(privateField, replaced(source, notCode, ' '), (match) => {
    if (match[1] === undefined) names.add(match[2] as string)
  })
  return names.size
}

/**
 * A private field, or the storage of an accessor, of which a compiler has made an entry of a WeakMap: tsc writes `_Session_cart.set(this, ...)`, esbuild
 * `__privateAdd(this, _cart, ...)`, swc `_class_private_field_init(this, _cart, ...)` and Babel `_classPrivateFieldInitSpec(this, _cart, ...)`. The same
 * of methods is a WeakSet: `__privateAdd(this, _Session_instances)`; and of a private accessor its functions: `_class_private_field_init(this, _cart, { get: ... })`.
 */
const weakField =
  /(?:^|[^.\w$])(_[\w$]+)\.set\(this,|(?:__privateAdd|_class_private_field_init|_classPrivateFieldInitSpec)[\w$]*(?:\._|\.default)?\)?\(this, ?(\w*_[\w$]+)(?![\w$]|,\s*\{\s*[gs]et:)/g
const ofMethods = /_instances$|^_brand/
/** tsc's names begin with that of the class: others are a program's own. */
const ofClass = /^_(?:[A-Z$][\w$]*?|class|a|default)\d*_[\w$]/

/** Private fields that the source keeps in WeakMaps. 0: none, as far as the source shows; minified code does not. */
function weakFields(source: string): number {
  if (indexOf(source, '(this,') < 0 || source.length > longestSource) return 0
  const names = new SafeSet<string>()
  eachMatch(weakField, replaced(source, notCode, '""'), (match) => {
    const name = (match[1] ?? match[2]) as string
    if (exec(ofMethods, name) === null && (match[1] === undefined || exec(ofClass, name) !== null)) names.add(name)
  })
  return names.size
}

const wordOrDollar = /[\w$]/
const endOfField = /^\s*([=;}\n](?!=)|$)/

/** Whether a source gives its instances a field of that name itself: `this.name =`, or a class field. */
function declares(source: string, name: string): boolean {
  if (source.length > longestSource) return false
  for (let at = indexOf(source, name); at >= 0; at = indexOf(source, name, at + 1)) {
    const before = source[at - 1] ?? ' '
    const after = slice(source, at + name.length, at + name.length + 20)
    if (exec(wordOrDollar, before) !== null || exec(endOfField, after) === null) continue
    if (before !== '.' || slice(source, at - 5, at) === 'this.') return true
  }
  return false
}

/** V8 counts assignments to `this` in a constructor, and class fields, to know how many slots instances will want. */
const assignment = /\bthis\s*(?:\.\s*#?[\w$]+|\[[^\]]*\])\s*=(?!=)/g
const classField = /(?:^|[;{}\n])[^\S\n]*(?!static\b|return\b|get\b|set\b|async\b)#?[\w$]+\s*(?:=(?![=>])[^;\n]*)?[;\n]/g
const classStart = /^class\b/
const constructorStart = /\bconstructor\s*\(/

/** Fields that a class's or constructor function's source announces to the engine. */
function announcedFields(source: string): number {
  if (source.length > longestSource) return 0
  const code = replaced(source, notCode, '""')
  if (exec(classStart, code) === null) return count(code, assignment)
  const start = exec(constructorStart, code)
  if (start === null) return count(topLevel(code), classField)
  const open = indexOf(code, '{', indexOf(code, ')', start.index))
  const close = closing(code, open) + 1
  return count(slice(code, open, close), assignment) + count(topLevel(`${slice(code, 0, open)};${slice(code, close)}`), classField)
}

/** Calls back for every match of a global pattern. Unlike the methods of strings it looks nothing up on RegExp.prototype. */
function eachMatch(pattern: RegExp, text: string, visit: (match: RegExpExecArray) => void): void {
  pattern.lastIndex = 0
  for (let match = exec(pattern, text); match !== null; match = exec(pattern, text)) visit(match)
}

function count(text: string, pattern: RegExp): number {
  let matches = 0
  eachMatch(pattern, text, () => matches++)
  return matches
}

function replaced(text: string, pattern: RegExp, by: string): string {
  let result = ''
  let end = 0
  eachMatch(pattern, text, (match) => {
    result += slice(text, end, match.index) + by
    end = match.index + (match[0] as string).length
  })
  return result + slice(text, end)
}

/** Where the brace opened at `open` closes. */
function closing(code: string, open: number): number {
  let depth = 0
  for (let i = open; i < code.length; i++) {
    if (code[i] === '{') depth++
    else if (code[i] === '}' && --depth === 0) return i
  }
  return code.length
}

/** A class body without what is in inner braces. */
function topLevel(code: string): string {
  let text = ''
  let depth = 0
  for (let i = 0; i < code.length; i++) {
    const char = code[i] as string
    if (char === '}') depth--
    if (depth <= 1) text += char
    if (char === '{') depth++
  }
  return text
}

/** Whether a function's source is not to be had: it is the engine's or the platform's own. */
const isNative = (source: string): boolean => source.length < 200 && indexOf(source, '{ [native code] }') >= 0

const textOf = Function.prototype.call.bind(Function.prototype.toString) as (value: unknown) => string

/** What the source of one constructor tells; looked at once for all measurements. */
export class Source {
  /** Private fields it declares for an instance. */
  readonly privateFields: number
  /** Those of which its compiler has made entries of WeakMaps: they are in no figure. */
  readonly weakFields: number
  /** Fields it announces to the engine. */
  readonly announcedFields: number
  /** Whether it is the engine's or the platform's own. */
  readonly isNative: boolean
  private readonly text: string
  private readonly declared = new SafeMap<string, boolean>()

  constructor(text: string) {
    this.text = text
    this.privateFields = privateFields(text)
    this.weakFields = weakFields(text)
    this.announcedFields = announcedFields(text)
    this.isNative = isNative(text)
  }

  /** Whether it gives its instances a field of that name itself. */
  declares(name: string): boolean {
    let answer = this.declared.get(name)
    if (answer === undefined) {
      answer = declares(this.text, name)
      this.declared.set(name, answer)
    }
    return answer
  }
}

const sources = new SafeWeakMap<object, Source>()

export function sourceOf(Class: object): Source {
  let source = sources.get(Class)
  if (source === undefined) {
    source = new Source(textOf(Class))
    sources.set(Class, source)
  }
  return source
}
