import { formatBytes } from '../bytes.js'

/** What a matcher answers, to Jest and to Vitest. */
export interface MatcherResult {
  /** Whether the value is as expected. */
  readonly pass: boolean
  /** What was expected and what was found, for the report of a failure. */
  message(): string
}

export const heaviestTold = 5

/** The heaviest of a list, a line each. */
export function heaviest(title: string, parts: readonly { readonly bytes: number; readonly text: string }[]): string {
  const lines = parts.slice(0, heaviestTold).map(({ bytes, text }) => `  ${formatBytes(bytes).padStart(8)}  ${text}`)
  return lines.length > 0 ? `\n${title}:\n${lines.join('\n')}` : ''
}
