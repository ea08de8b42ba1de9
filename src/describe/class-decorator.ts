import { expectOptions, MemSizeError, shown, wrongOption } from '../errors.js'
import { dataValue, getOwnPropertyDescriptor, getPrototypeOf } from '../intrinsics.js'
import { derive, ownByHand } from './derived.js'
import { isName } from './field-decorator.js'
import { abandoning, classBegins, taken } from './pending.js'
import { withStorage } from './rule-data.js'
import {
  type ClassOptions,
  type ClassRules,
  classText,
  expectFirst,
  type FieldRule,
  fieldText,
  inheritedRules,
  register,
  rulesOf,
} from './rules.js'
import { Tally } from './tally.js'

/** Works as a standard decorator and as one of `experimentalDecorators`; of any class, also one whose constructor is private. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type ClassDecorator = <C extends { readonly prototype: object }>(Class: C, context?: ClassDecoratorContext<any>) => void

const optionNames = ['external', 'name', 'live']
const ofDecorator = ' of @MemSize()'

/** The decorator of a class, with its options looked at. */
export function classDecorator(options: ClassOptions<never>): ClassDecorator {
  expectSound(options)
  const begun = classBegins()
  return abandoning((Class: unknown, context?: unknown): void => {
    const kind = (context as { kind?: string } | undefined)?.kind
    if (kind !== undefined && kind !== 'class') {
      const { name } = context as { name: PropertyKey }
      throw new MemSizeError(
        `Expected @MemSize() above a class, and ${fieldText(name)} is a ${kind}. A field takes @MemSize.owned and its like.`,
      )
    }
    const prototype = typeof Class === 'function' ? dataValue(Class, 'prototype') : undefined
    if (prototype === null || typeof prototype !== 'object') {
      // as a legacy decorator of a method or a field: what comes second is its name
      const what = isName(context) ? `and ${fieldText(context)} is a member of one` : `got ${shown(Class)}`
      throw new MemSizeError(`Expected @MemSize() above a class, ${what}. A field takes @MemSize.owned and its like.`)
    }
    // that of a class cannot be assigned; helpers of compilers to ES5 see to the same
    if (getOwnPropertyDescriptor(Class as object, 'prototype')?.writable !== false)
      throw new MemSizeError(
        `Expected @MemSize() above a class, and ${classText(Class)} is a function. Write it as a class, or describe what it makes by defineSize.`,
      )
    if (rulesOf(prototype) !== undefined)
      throw new MemSizeError(`Expected @MemSize() once above ${classText(Class)}, got it twice. Keep one.`)
    const own = taken(kind === undefined ? prototype : ((context as { metadata?: object }).metadata ?? undefined), begun)
    const rules = withInherited(withStorage(own.rules, Class as () => unknown), prototype, classText(Class), options)
    const above = inheritedRules(prototype)
    const live = options.live ?? above?.live
    const births = above?.births ?? own.births
    if (live !== undefined && births !== undefined) births.isHeard = true
    const decorated: ClassRules = {
      Class: Class as ClassRules['Class'],
      prototype,
      name: options.name ?? classText(Class),
      rules,
      options,
      live,
      births,
      tally: new Tally(live === 'size'),
    }
    derive(decorated)
    register(decorated)
  })
}

/** A class's own rules come before those of the class above, and in their place where a field has both. */
function withInherited(
  own: readonly FieldRule[],
  prototype: object,
  className: string,
  options: ClassOptions<never>,
): readonly FieldRule[] {
  const rules: FieldRule[] = []
  for (const rule of own) {
    expectFirst(rules, rule, className)
    rules.push(rule)
  }
  if (options.external !== undefined) rules.push({ name: '(external)', kind: 'external', size: options.external })
  const above = rulesAbove(prototype)
  const inherited = above?.rules.flatMap((rule) => {
    if (!rules.some(({ name }) => name === rule.name)) return rule
    // two classes can each have a private field of one name, or an accessor; and what each has beside its fields
    const isAnother = rule.read !== undefined || rule.kind === 'external'
    return isAnother ? { ...rule, name: `${String(rule.name)} of ${above.name}` } : []
  })
  return [...(inherited ?? []), ...rules]
}

/** The rules of the nearest decorated class that a prototype inherits from, unless a description by hand comes before it and so replaces it. */
function rulesAbove(prototype: object): ClassRules | undefined {
  for (let at = getPrototypeOf(prototype); at !== null && ownByHand(at) === undefined; at = getPrototypeOf(at)) {
    const rules = rulesOf(at)
    if (rules !== undefined) return rules
  }
  return undefined
}

function expectSound(options: unknown): void {
  expectOptions(options, optionNames, "@MemSize({ name: 'Session' })", ofDecorator)
  const { external, name, live } = options as ClassOptions<never>
  if (external !== undefined && typeof external !== 'function')
    throw wrongOption('external', 'a function from an instance to bytes', external, ofDecorator)
  if (name !== undefined && (typeof name !== 'string' || name === '')) throw wrongOption('name', 'a text', name, ofDecorator)
  if (live !== undefined && live !== 'count' && live !== 'size') throw wrongOption('live', "'count' or 'size'", live, ofDecorator)
}
