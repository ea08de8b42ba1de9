// What a class's source tells of its instances' fields. A look at text, not a parser: it only widens or narrows bounds.

/** Text that is no code: strings, templates, comments. */
const notCode = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g
/** A private field's declaration; methods and accessors have none of their own, statics are not the instance's. */
const privateField = /(static\s+)?#[\p{ID_Start}$_][\p{ID_Continue}$]*\s*(?=[=;}\n])/gu

/** Private fields the source declares for an instance. 0: none, as far as can be told. */
export function privateFields(source: string): number {
  if (!source.includes('#')) return 0
  const names = new Set<string>()
  for (const match of source.replace(notCode, ' ').matchAll(privateField)) if (match[1] === undefined) names.add(match[0].trim())
  return names.size
}

/** Whether a source gives its instances a field of that name itself: `this.name =`, or a class field. */
export function declares(source: string, name: string): boolean {
  let at = source.indexOf(name)
  for (; at >= 0; at = source.indexOf(name, at + 1)) {
    const before = source[at - 1] ?? ' '
    const after = source.slice(at + name.length, at + name.length + 20)
    if (!/[\w$]/.test(before) && /^\s*([=;}\n](?!=)|$)/.test(after) && (before !== '.' || source.slice(at - 5, at) === 'this.')) return true
  }
  return false
}

/** V8 counts assignments to `this` in a constructor, and class fields, to know how many slots instances will want. */
const assignment = /\bthis\s*(?:\.\s*#?[\w$]+|\[[^\]]*\])\s*=(?!=)/g
const classField = /(?:^|[;{}\n])\s*(?!static\b|return\b|get\b|set\b|async\b)#?[\w$]+\s*(?:=(?![=>])[^;\n]*)?[;\n]/g

/** Fields that a class's or constructor function's source announces to the engine. */
export function announcedFields(source: string): number {
  const code = source.replace(notCode, '""')
  if (!/^class\b/.test(code)) return count(code, assignment)
  const start = /\bconstructor\s*\(/.exec(code)
  if (start === null) return count(topLevel(code), classField)
  const open = code.indexOf('{', code.indexOf(')', start.index))
  const body = code.slice(open, closing(code, open) + 1)
  return count(body, assignment) + count(topLevel(code.replace(body, ';')), classField)
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

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
  for (const char of code) {
    if (char === '}') depth--
    if (depth <= 1) text += char
    if (char === '{') depth++
  }
  return text
}
