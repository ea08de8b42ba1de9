import { quoted } from '../intrinsics.js'

const identifier = /^#?[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u
/** As heap snapshots write properties whose key is a symbol. */
const symbolName = /^<symbol (.*)>$/s

/** The name of a property, as heap snapshots write it, as a step of a path: `.name`, `.#private`, `[Symbol(x)]`, `["odd key"]`. */
export function propertyText(name: string): string {
  if (identifier.test(name)) return `.${name}`
  const [, symbol] = symbolName.exec(name) ?? []
  return symbol === undefined ? `[${quoted(name)}]` : `[Symbol(${symbol})]`
}
