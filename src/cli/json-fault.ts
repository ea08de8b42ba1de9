/** Where a text stops being JSON, and why. */
export interface JsonFault {
  /** Index of the first character that cannot stand there; -1 where there is no text at all. */
  readonly at: number
  readonly message: string
}

const spaces = /[ \t\r\n]*/y
const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])/y
const escapeSequence = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y

/** Finds the first fault, since engines tell its place in different ways or not at all; undefined for JSON. Linear, and any depth. */
export function jsonFault(text: string): JsonFault | undefined {
  let at = behind(spaces, text, 0)
  if (at === text.length) return { at: -1, message: 'empty; expected a JSON document' }
  /** The brackets that are open. */
  const open: string[] = []
  const expected = (what: string): JsonFault => {
    if (at === text.length) return { at, message: `the text ends here, expected ${what}; is it cut off?` }
    return { at, message: `expected ${what}, got ${shownCharacter(text, at)}` }
  }
  for (;;) {
    // at a value, or behind an opening bracket
    const character = text[at]
    if (character === '{' || character === '[') {
      const close = character === '{' ? '}' : ']'
      at = behind(spaces, text, at + 1)
      if (text[at] !== close) {
        open.push(close)
        if (close === ']') continue
        const fault = key('a key in double quotes or "}"')
        if (fault) return fault
        continue
      }
      at++
    } else if (character === '"') {
      const fault = string()
      if (fault) return fault
    } else {
      const end = behind(scalar, text, at)
      if (end === at) return expected(text[at] === "'" ? 'a value (strings have double quotes)' : 'a value')
      at = end
    }
    // behind a value
    for (;;) {
      at = behind(spaces, text, at)
      const close = open[open.length - 1]
      if (close === undefined) {
        if (at === text.length) return undefined
        const fault = expected('the end of the document')
        return { at, message: `${fault.message}${/[[{"]/.test(text[at]) ? '; JSON Lines are not one document' : ''}` }
      }
      if (text[at] === close) {
        open.pop()
        at++
        continue
      }
      if (text[at] !== ',') return expected(`"," or "${close}"`)
      at = behind(spaces, text, at + 1)
      if (close === ']') break
      const fault = key('a key in double quotes')
      if (fault) return fault
      break
    }
  }

  /** Goes behind a key and its colon. */
  function key(what: string): JsonFault | undefined {
    if (text[at] !== '"') return expected(what)
    const fault = string()
    if (fault) return fault
    at = behind(spaces, text, at)
    if (text[at] !== ':') return expected('":"')
    at = behind(spaces, text, at + 1)
    return undefined
  }

  function string(): JsonFault | undefined {
    const start = at++
    for (;;) {
      const code = text.charCodeAt(at)
      if (code === 0x22) break
      if (Number.isNaN(code)) return { at: start, message: 'the text ends inside the string that starts here; is it cut off?' }
      if (code < 0x20) return { at, message: `a string cannot hold ${shownCharacter(text, at)} as it is; a closing quote may be missing` }
      if (code !== 0x5c) at++
      else {
        const end = behind(escapeSequence, text, at)
        if (end === at) return { at, message: 'an unknown escape sequence' }
        at = end
      }
    }
    at++
    return undefined
  }
}

function behind(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

function shownCharacter(text: string, at: number): string {
  const code = text.codePointAt(at) as number
  if (code === 0x0a || code === 0x0d) return 'a line break'
  if (code === 0x09) return 'a tab'
  return code < 0x20 ? `character U+${code.toString(16).toUpperCase().padStart(4, '0')}` : `"${String.fromCodePoint(code)}"`
}
