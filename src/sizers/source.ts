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
