import { charCodeAt, exec, quoted, symbolDescription } from './intrinsics.js'

/** The name of one step of a path: a property key, an index, or a label of an internal slot. */
export type Step = PropertyKey | Slot

/** What an internal slot is called: a Map's third value is `{ label: 'value', index: 2 }`. */
export class Slot {
  readonly label: string
  readonly index: number

  constructor(label: string, index: number) {
    this.label = label
    this.index = index
  }

  /** Whether an object can have many such slots. */
  get isNumbered(): boolean {
    return this.label === 'key' || this.label === 'value' || this.label === 'member' || this.label === 'slot'
  }
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u

/** One step as it stands in a path: `.name`, `[3]`, `["odd key"]`, `[Symbol(x)]`, `<value 2>`. */
export function stepText(step: Step): string {
  if (step instanceof Slot) return step.isNumbered ? `<${step.label} ${step.index}>` : `<${step.label}>`
  if (typeof step === 'symbol') return `[Symbol(${symbolDescription(step) ?? ''})]`
  if (typeof step === 'number' || isIndex(step)) return `[${step}]`
  return exec(identifier, step) === null ? `[${quoted(step)}]` : `.${step}`
}

/** Whether a key is an array index: those live in the elements, apart from the named properties. */
export function isIndex(key: PropertyKey | undefined): boolean {
  if (typeof key !== 'string' || key.length > 10 || key === '') return false
  const first = charCodeAt(key, 0)
  if (first < 48 || first > 57 || (first === 48 && key.length > 1)) return false
  const index = Number(key)
  return index >>> 0 === index && index < 2 ** 32 - 1 && `${index}` === key
}

/** Own names of longer arrays and views are not listed, at 200 ns for each index: names given to a long one are not seen. */
export const mostIndices = 1024
