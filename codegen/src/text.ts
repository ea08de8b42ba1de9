import { posix } from 'node:path'

/** As a source has a string. */
export const quoted = (text: string): string =>
  `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", "\\'")
    .replace(/[\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16)}`)}'`

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

/** A key in an object type. */
export const keyOf = (name: string): string => (identifier.test(name) ? name : quoted(name))

/** A member of a value; the compiler lets a private one be read by its quoted name. */
export const memberOf = (value: string, name: string, isPrivate: boolean): string =>
  identifier.test(name) && !isPrivate ? `${value}.${name}` : `${value}[${quoted(name)}]`

/** A name as that of a variable. */
export const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

/** A name as part of another. */
export const pascal = (name: string): string =>
  name
    .split(/[^\p{ID_Continue}$]+/u)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')

/** How one file of the project imports another. */
export function moduleOf(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to).replace(/(?:\.d)?\.([cm]?)tsx?$/, '.$1js')
  return path.startsWith('.') ? path : `./${path}`
}
