import { createHash } from 'node:crypto'

// Regions that this tool writes into files that are somebody else's, each between two comments.

const begin = '// #region memsize-codegen'
const end = '// #endregion memsize-codegen'
const mark = /^[ \t]*(\/\/ #(?:end)?region memsize-codegen)\b.*$/gm

/** Lines from one mark to the other. Offsets into the text. */
export interface Region {
  /** The beginning of the line of the first mark, and the end of that of the last. */
  readonly start: number
  readonly end: number
  /** What is between the two lines. */
  readonly body: string
  /** Whether it is as it was written; a formatter may have been at it. */
  readonly isIntact: boolean
}

/** What is wrong with the marks. */
export interface Damage {
  readonly offset: number
  readonly expected: string
}

/** Where a text has marks. */
export function marksIn(text: string): number[] {
  if (!text.includes('region memsize-codegen')) return []
  return [...text.matchAll(mark)].map((match) => match.index + match[0].indexOf('//'))
}

/** The regions between marks. */
export function regionsOf(text: string, marks: readonly number[]): { regions: Region[]; damages: Damage[] } {
  const regions: Region[] = []
  const damages: Damage[] = []
  let first: number | undefined
  for (const at of marks) {
    if (text.startsWith(begin, at)) {
      if (first !== undefined) damages.push({ offset: at, expected: `\`${end}\` before the next region, got another that begins` })
      first = at
    } else if (first === undefined)
      damages.push({ offset: at, expected: `\`${begin}\` before, got the end of a region that has not begun` })
    else {
      regions.push(regionOf(text, first, at))
      first = undefined
    }
  }
  if (first !== undefined) damages.push({ offset: first, expected: `\`${end}\` below, got a region that does not end` })
  return { regions, damages }
}

function regionOf(text: string, first: number, last: number): Region {
  const line = text.slice(first, lineEnd(text, first))
  const body = text.slice(Math.min(nextLine(text, first), lineStart(text, last)), lineStart(text, last))
  return { start: lineStart(text, first), end: lineEnd(text, last), body, isIntact: line.endsWith(`Checksum ${checksum(body)}`) }
}

/** A region as it is written, without the end of its last line. */
export function regionText(lines: readonly string[], indent: string, newline: string): string {
  const body = lines.map((line) => (line === '' ? '' : indent + line))
  const sum = checksum(body.join('\n'))
  return [`${indent}${begin}: written again when the class changes, so change that instead. Checksum ${sum}`, ...body, indent + end].join(
    newline,
  )
}

/** Whether two bodies differ in no more than what formatters change. */
export const isSame = (a: string, b: string): boolean => essence(a) === essence(b)

/** Spaces, semicolons, commas and the kind of quotes are a formatter's. */
const essence = (text: string): string => text.replace(/[\s;,]|\\(?=['"])/g, '').replaceAll('"', "'")

const checksum = (text: string): string => createHash('sha256').update(essence(text)).digest('hex').slice(0, 12)

export const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1

/** Where the line ends, before what ends it. */
export function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset)
  if (at < 0) return text.length
  return text[at - 1] === '\r' && at > offset ? at - 1 : at
}

export function nextLine(text: string, offset: number): number {
  const at = text.indexOf('\n', offset)
  return at < 0 ? text.length : at + 1
}
