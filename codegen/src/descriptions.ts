import type { Rule } from './plan.js'
import { quoted } from './text.js'

/** How a field with a rule is said in code. */
export interface SaidField {
  /** As a source has it, in quotes. */
  readonly key: string
  readonly member: string
  /** Whether it may be null, undefined or missing. */
  readonly nullable: boolean
  /** Whether something else may refer to its value. */
  readonly mayBeReferred: boolean
}

/** What a description tells the meter of a field with a rule. The function of `@sizedBy` is given as the file calls it. */
export function ruleLines(rule: Rule, { key, member, nullable, mayBeReferred }: SaidField, size: (name: string) => string): string[] {
  switch (rule.kind) {
    case 'owned':
    case 'shared':
      return [`meter.${mayBeReferred ? rule.kind : 'value'}(${key}, ${member})`]
    case 'ignore':
      return [`meter.skip(${key}, ${quoted(rule.reason)})`]
    case 'sizedBy': {
      const bytes = `meter.external(${key}, ${size(rule.size)}(${member}))`
      return nullable ? [`if (${member} == null) meter.value(${key}, ${member})`, `else ${bytes}`] : [bytes]
    }
  }
}
