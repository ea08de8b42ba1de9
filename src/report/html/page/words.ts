import { formatBytes } from '../../../bytes.js'
import type { Report } from './report.js'

const numbers = new Intl.NumberFormat('en')

export const countText = (count: number): string => numbers.format(count)

let nouns = { one: 'object', many: 'objects' }

/** Nodes of the page are parts of a process. */
export function callThemParts(): void {
  nouns = { one: 'part', many: 'parts' }
}

/** `Objects`, as a title. */
export const objectsTitle = (): string => nouns.many.charAt(0).toUpperCase() + nouns.many.slice(1)
export const objectsText = (count: number): string => `${countText(count)} ${count === 1 ? nouns.one : nouns.many}`
export const moreText = (count: number): string => `(${countText(count)} more)`
/** `1.23 MB`, with a space that does not break. */
export const bytesText = (bytes: number): string => formatBytes(bytes).replace(' ', '\u00a0')
/** `+1.23 MB`, `−40 kB`. */
export const signedBytes = (bytes: number): string => (bytes === 0 ? '0' : `${bytes > 0 ? '+' : '−'}${bytesText(Math.abs(bytes))}`)
export const exactBytes = (bytes: number): string => `${countText(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`

export function shareText(share: number): string {
  if (share > 0 && share < 0.001) return '<0.1%'
  return `${(100 * share).toFixed(1)}%`
}

/** The path to an object as it is written in a program: `$.orders[3].lines`; of a long one the ends. */
export function pathText(report: Report, object: number, most = 40): string {
  const steps = report.pathTo(object).map((step) => report.stepOf(step))
  if (steps.length <= most) return steps.join('')
  const ends = most >> 1
  return `${steps.slice(0, ends).join('')} … ${countText(steps.length - 2 * ends)} steps … ${steps.slice(-ends).join('')}`
}
