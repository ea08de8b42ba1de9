/**
 * What a terminal would obey or not show: control characters (an escape sequence starts with one), invisible marks that turn the direction
 * of text or hide, line and paragraph separators, half a surrogate pair.
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** The text as it can safely be printed, on one line: `\u001b` for an escape character. */
export function printable(text: string): string {
  return text.replace(unprintable, (character) => {
    const hex = (character.codePointAt(0) as number).toString(16)
    return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`
  })
}

const ascii = /^[\x20-\x7e]*$/
const noColumn = /^[\p{Mn}\p{Me}]$/u
/** Two columns wide: emoji, and the blocks of East Asian scripts and fullwidth forms (Unicode's EastAsianWidth W and F, by block). */
const twoColumns =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{20000}-\u{3fffd}]$/u

const columnsOf = (character: string): number => (noColumn.test(character) ? 0 : twoColumns.test(character) ? 2 : 1)

/** How many columns of a terminal a printable text takes. */
export function textWidth(text: string): number {
  if (ascii.test(text)) return text.length
  let width = 0
  for (const character of text) width += columnsOf(character)
  return width
}

/** The text, cut to so many columns; `…` stands for what was cut off. */
export function shorten(text: string, width: number): string {
  // no character is narrower than a third of a column: a name of a million characters need not be measured
  const start = text.length > 4 * width + 8 ? text.slice(0, 4 * width + 8) : text
  if (start === text && textWidth(text) <= width) return text
  if (width < 1) return ''
  let kept = ''
  let used = 0
  for (const character of start) {
    used += columnsOf(character)
    if (used > width - 1) break
    kept += character
  }
  return `${kept}…`
}

/** The text, cut to so many columns in its middle: its beginning and more of its end stay. */
export function shortenMiddle(text: string, width: number): string {
  if (text.length <= 4 * width + 8 && textWidth(text) <= width) return text
  if (width < 8) return shorten(text, width)
  const before = shorten(text, Math.floor((width - 1) * 0.4) + 1)
  let left = width - textWidth(before)
  const after: string[] = []
  const characters = Array.from(text.slice(-4 * width - 8))
  for (let character = characters.pop(); character !== undefined; character = characters.pop()) {
    left -= columnsOf(character)
    if (left < 0) break
    after.unshift(character)
  }
  return before + after.join('')
}
