import type { ProfileFrame, ProfileSite } from '../allocation-profile.js'

/**
 * Formats without labels and threads have them as the outermost frames, and memory outside the heap as the innermost: so every viewer groups by
 * them, and they can be read back.
 */
const threadMark = /^\[thread (.*)\]$/s
const labelMark = /^\[label ([^=]*)=(.*)\]$/s
const externalMark = '[outside the heap]'

const marked = (name: string): ProfileFrame => ({ function: name, file: '', line: 0, column: 0 })

/** The innermost first, as a site's own. */
export function markedStack({ stack, thread, labels, external }: ProfileSite): readonly ProfileFrame[] {
  const outer = Object.entries(labels).map(([name, value]) => marked(`[label ${encodeURIComponent(name)}=${value}]`))
  if (thread !== 'main') outer.push(marked(`[thread ${thread}]`))
  return external > 0 ? [marked(externalMark), ...stack, ...outer] : outer.length > 0 ? [...stack, ...outer] : stack
}

export interface Unmarked {
  readonly stack: readonly ProfileFrame[]
  readonly thread: string
  readonly labels: Readonly<Record<string, string>>
  readonly isExternal: boolean
}

export function unmarked(stack: readonly ProfileFrame[]): Unmarked {
  let end = stack.length
  let thread = 'main'
  const labels: [string, string][] = []
  for (; end > 0; end--) {
    const name = stack[end - 1].function
    const ofThread = threadMark.exec(name)
    const ofLabel = labelMark.exec(name)
    if (ofThread) thread = ofThread[1]
    else if (ofLabel) labels.unshift([decoded(ofLabel[1]), ofLabel[2]])
    else break
  }
  const isExternal = stack[0]?.function === externalMark
  return { stack: stack.slice(isExternal ? 1 : 0, end), thread, labels: Object.fromEntries(labels), isExternal }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** `parse (/app/a.js:12:5)`, as formats have it whose frames are texts. */
export function frameText({ function: name, file, line, column }: ProfileFrame): string {
  // a file's own ` (` would be taken for the beginning of the place
  if (file !== '')
    return `${name} (${file.replaceAll(' (', '%20(')}${line > 0 ? `:${line}` : ''}${line > 0 && column > 0 ? `:${column}` : ''})`
  // else the end of the name would be taken for a file
  return / \(.*\)$/s.test(name) ? `${name} ()` : name
}

export function frameOfText(text: string): ProfileFrame {
  const [, name, place] = /^(.*) \((.*)\)$/s.exec(text) ?? [undefined, text, '']
  const [, file, line, column] = /^(.*?)(?::(\d+))?(?::(\d+))?$/s.exec(place) ?? []
  return {
    function: name === '' ? '(anonymous)' : name,
    file: (file ?? '').replaceAll('%20(', ' ('),
    line: Number(line ?? 0),
    column: Number(column ?? 0),
  }
}
