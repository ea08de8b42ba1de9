import type { Report } from './report.js'

/** The objects that a text was found in. */
export interface Found {
  readonly text: string
  readonly count: number
  /** Bytes that would be freed with all of them. */
  readonly retained: number
  /** By object: 1 where it was found; 1 where it, or anything below it, was. */
  readonly matches: Uint8Array
  readonly leadsTo: Uint8Array
}

const lowered = new WeakMap<Report, readonly string[]>()

/** Looks in names, classes and references, whatever the case; `@123` finds the object of that number. Undefined for an empty text. */
export function search(report: Report, query: string): Found | undefined {
  const text = query.trim().toLowerCase()
  if (text === '') return
  const { length, name, className, edge, holder, retained, id } = report
  const matches = new Uint8Array(length)
  if (/^@\d+$/.test(text)) {
    const wanted = Number(text.slice(1))
    for (let object = 0; object < length; object++) if (id[object] === wanted) matches[object] = 1
  } else {
    let lower = lowered.get(report)
    if (!lower) lowered.set(report, (lower = report.strings.map((string) => string.toLowerCase())))
    const hits = Uint8Array.from(lower, (string) => (string.includes(text) ? 1 : 0))
    for (let object = 0; object < length; object++) matches[object] = hits[name[object]] | hits[className[object]] | hits[edge[object]]
  }
  let count = 0
  let bytes = 0
  // 1 where the object or one above it was found: its bytes are counted once
  const covered = new Uint8Array(length)
  for (let object = 0; object < length; object++) {
    const above = object > 0 ? covered[holder[object]] : 0
    covered[object] = above | matches[object]
    count += matches[object]
    if (above === 0 && matches[object] === 1) bytes += retained[object]
  }
  const leadsTo = matches.slice()
  for (let object = length - 1; object > 0; object--) leadsTo[holder[object]] |= leadsTo[object]
  return { text, count, retained: bytes, matches, leadsTo }
}

/** Those found that retain the most bytes. */
export function heaviestFound(report: Report, { matches }: Found, most: number): number[] {
  const found: number[] = []
  for (const object of report.ranked) {
    if (found.length === most) break
    if (matches[object] === 1) found.push(object)
  }
  return found
}
