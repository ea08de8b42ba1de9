import { formatBytes } from '../bytes.js'
import { type Cell, type Column, countText, type TextOptions, textTable } from '../tree/text-table.js'

/**
 * What is wrong with one object. `missing`: the engine has it in the value, the measurement has not. `twice`: its description calls it owned, and
 * something else refers to it. `wrong`: it has other bytes. `foreign`: a description names it, and the engine does not have it in the value.
 */
export type FaultKind = 'missing' | 'twice' | 'wrong' | 'foreign'

/** One object, or a missing or foreign one with all below it, that differs from the heap snapshot. Names are harmless to print. */
export interface Fault {
  /** What is wrong with it. */
  readonly kind: FaultKind
  /** `$.sessions[3].cache`. */
  readonly path: string
  /** The class of the object. */
  readonly className: string
  /** The field of the nearest object with a description on the way there: `Session.cache`. */
  readonly field?: string
  /** As measured, and by the snapshot. */
  readonly bytes: number
  /** Bytes by the snapshot. */
  readonly truth: number
  /** How many objects it stands for. */
  readonly count: number
}

/** A measurement compared with the engine's own heap snapshot, object by object. Sizes are bytes. */
export interface VerificationFacts {
  /** Which method measured. */
  readonly by: 'probe' | 'model'
  /** As measured, without `claimed`. */
  readonly bytes: number
  /** What the snapshot says of the same, without the parts that descriptions leave out. */
  readonly truth: number
  /** Objects measured; and of them, those that are right. */
  readonly count: number
  /** Objects whose bytes equal the snapshot's. */
  readonly matched: number
  /** Bytes outside the heap that descriptions gave; no heap snapshot can tell them. */
  readonly claimed: number
  /** Heaviest first. */
  readonly faults: readonly Fault[]
}

/** How a verification is printed: at most so many `rows` of faults (20), `width` in columns of the terminal (80). */
export interface VerificationText extends TextOptions {
  /** At most this many faults. Default: 20. */
  readonly rows?: number | undefined
}

const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never

/** What `verify` found. */
export class Verification implements VerificationFacts {
  readonly by: 'probe' | 'model'
  readonly bytes: number
  readonly truth: number
  readonly count: number
  readonly matched: number
  readonly claimed: number
  readonly faults: readonly Fault[]

  constructor(facts: VerificationFacts) {
    this.by = facts.by
    this.bytes = facts.bytes
    this.truth = facts.truth
    this.count = facts.count
    this.matched = facts.matched
    this.claimed = facts.claimed
    this.faults = facts.faults
  }

  /** Whether every object is as the engine has it, and all that the engine has is there. */
  get ok(): boolean {
    return this.faults.length === 0 && this.bytes === this.truth
  }

  /** A line with the verdict, and a table of the faults, the heaviest first. */
  toString(options: VerificationText = {}): string {
    const { rows: most = 20, paint = (_tone, text) => text } = options
    const { count, matched, bytes, truth, claimed, faults } = this
    const objects = `${countText(matched)} of ${countText(count)} objects`
    const sizes = bytes === truth ? formatBytes(truth) : `measured ${formatBytes(bytes)}, in the heap snapshot ${formatBytes(truth)}`
    const lines = [`  ${paint('strong', this.ok ? 'as the engine has it' : 'not as the engine has it')}  ${objects} match, ${sizes}`]
    if (claimed > 0)
      lines.push(`  ${paint('quiet', `and ${formatBytes(claimed)} outside the heap by descriptions, which a snapshot cannot tell`)}`)
    if (faults.length === 0) return lines.join('\n')
    const shown = faults.slice(0, most)
    const column = (title: string, cellOf: (fault: Fault) => Cell, right = false): Column => ({ title, right, cells: shown.map(cellOf) })
    lines.push(
      '',
      textTable(
        [
          column('FAULT', ({ kind }) => [['plain', kind]]),
          column('MEASURED', ({ bytes }) => [['plain', formatBytes(bytes)]], true),
          column('TRUTH', ({ truth }) => [['plain', formatBytes(truth)]], true),
          column('OBJECTS', ({ count }) => [['plain', countText(count)]], true),
          column('WHERE', ({ path, className, field }) => [
            ['plain', path],
            ['quiet', `  ${field === undefined ? '' : `${field}: `}${className}`],
          ]),
        ],
        options,
      ),
    )
    if (faults.length > shown.length) lines.push(`  ${paint('quiet', `(${countText(faults.length - shown.length)} more)`)}`)
    return lines.join('\n')
  }

  /** The same as plain data; `ok` is true where nothing is wrong. */
  toJSON(): VerificationFacts & { readonly ok: boolean } {
    const { ok, by, bytes, truth, count, matched, claimed, faults } = this
    return { ok, by, bytes, truth, count, matched, claimed, faults }
  }

  [inspect](): string {
    return this.toString()
  }
}
