import { formatBytes } from '../../../bytes.js'

const numbers = new Intl.NumberFormat('en')

export const countText = (count: number): string => numbers.format(count)
export const objectsText = (count: number): string => `${countText(count)} ${count === 1 ? 'object' : 'objects'}`
/** `1.23 MB`, with a space that does not break. */
export const bytesText = (bytes: number): string => formatBytes(bytes).replace(' ', '\u00a0')
export const exactBytes = (bytes: number): string => `${countText(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`

export function shareText(share: number): string {
  if (share > 0 && share < 0.001) return '<0.1%'
  return `${(100 * share).toFixed(1)}%`
}
