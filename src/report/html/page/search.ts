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

/** Finds objects of exactly that class. */
export const classQuery = (name: string): string => `class:${name}`

/**
 * Looks in names, classes and steps, whatever the case. `@123` finds the object of that number, `class:Map` those of the class, `.list[3].name`
 * and `[*].name` what a path ends in. Undefined for an empty text.
 */
export function search(report: Report, query: string): Found | undefined {
  const text = query.trim()
  if (text === '') return
  const { length, holder, retained } = report
  const matches = matchesOf(report, text)
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

function matchesOf(report: Report, text: string): Uint8Array {
  const { length, strings, name, className, step, id } = report
  const matches = new Uint8Array(length)
  const number = /^@(\d+)$/.exec(text)
  const ofClass = text.startsWith(classQuery('')) ? strings.indexOf(text.slice(classQuery('').length)) : -1
  if (number) {
    for (let object = 0; object < length; object++) matches[object] = id[object] === Number(number[1]) ? 1 : 0
  } else if (ofClass >= 0) {
    for (let object = 0; object < length; object++) matches[object] = className[object] === ofClass ? 1 : 0
  } else {
    const wanted = text.toLowerCase()
    const hits = Uint8Array.from(strings, (string) => (string.toLowerCase().includes(wanted) ? 1 : 0))
    for (let object = 0; object < length; object++) matches[object] = hits[name[object]] | hits[className[object]] | hits[step[object]]
    const steps = stepsOf(wanted)
    if (steps.length > 1) markPaths(report, steps, matches)
  }
  return matches
}

const STEP = /\$|\(heap\)|@\d+|\(closure\)\.[^.[<(]+|\.[^.[<(]+|\["(?:[^"\\]|\\.)*"\]|\[[^\]]*\]|<[^>]*>/g

/** The steps of a path; none where the text is no path. */
function stepsOf(text: string): string[] {
  const path = /^[\p{ID_Start}_]/u.test(text) ? `.${text}` : text
  const steps = path.match(STEP) ?? []
  return steps.join('') === path ? steps : []
}

/** Marks the objects whose paths end in these steps. */
function markPaths({ strings, step, holder, length }: Report, steps: readonly string[], matches: Uint8Array): void {
  const hits = steps.map((wanted) => {
    // `*` stands for any number
    const pattern = new RegExp(`^${wanted.replace(/[\\^$.|?+()[\]{}]/g, '\\$&').replaceAll('*', '\\d+')}$`)
    return Uint8Array.from(strings, (string) => (pattern.test(string.toLowerCase()) ? 1 : 0))
  })
  for (let object = 0; object < length; object++) {
    let at = object
    let left = hits.length
    while (left > 0 && hits[left - 1][step[at]] === 1) {
      left--
      if (at === 0) break
      at = holder[at]
    }
    if (left === 0) matches[object] = 1
  }
}

/** Those found that retain the most bytes, the most first. */
export function heaviestFound({ retained, length }: Report, { matches, count }: Found, most: number): number[] {
  const found = new Uint32Array(count)
  let end = 0
  for (let object = 0; object < length; object++) if (matches[object] === 1) found[end++] = object
  return Array.from(found.sort((a, b) => retained[b] - retained[a] || a - b).subarray(0, most))
}
