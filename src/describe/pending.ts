import { MemSizeError } from '../errors.js'
import { classText, type FieldRule, fieldText } from './rules.js'
import type { Births } from './tally.js'

/** Rules of fields whose class has not been decorated yet: its own decorator comes last. */
export interface Pending {
  readonly rules: FieldRule[]
  /** The class has taken them. */
  isTaken: boolean
  /** Tells of the class's instances, where one of its fields can. */
  births?: Births
}

/** What a standard decorator may say of where it stands. */
interface Context {
  readonly metadata?: object
}

// Node 20 and 22 have no Symbol.metadata; compilers' helpers ask for it when a class is defined (TC39 decorator metadata).
if (Symbol.metadata === undefined) Object.defineProperty(Symbol, 'metadata', { value: Symbol.for('Symbol.metadata') })

const pending = new WeakMap<object, Pending>()
/** Where a compiler gives no metadata: decorators of one class come one after another, those of its fields first. */
let unclaimed: Pending | undefined
/** What nobody has taken, and nobody has been told of. */
const waiting = new Set<Pending>()

/** Of a class by standard decorators. */
export function pendingOfContext({ metadata }: Context): Pending {
  if (metadata !== undefined && metadata !== null) return pendingOf(metadata)
  unclaimed ??= watched({ rules: [], isTaken: false })
  return unclaimed
}

/** Of a class by legacy decorators. */
export const pendingOfPrototype = (prototype: object): Pending => pendingOf(prototype, prototype)

/** Gives the rules to their class. */
export function taken(key: object | undefined): Pick<Pending, 'rules' | 'births'> {
  const found = key === undefined ? unclaimed : pending.get(key)
  if (key === undefined) unclaimed = undefined
  if (found === undefined) return { rules: [] }
  found.isTaken = true
  return found
}

function pendingOf(key: object, prototype?: object): Pending {
  let found = pending.get(key)
  // metadata of a class inherits from that of the class above: only its own are looked up
  if (found === undefined) pending.set(key, (found = watched({ rules: [], isTaken: false }, prototype)))
  return found
}

/** The same decorator. Where it throws, the class is not going to be: nobody need take the rules of its fields. */
export function abandoning<A extends unknown[], R>(decorator: (...given: A) => R): (...given: A) => R {
  return (...given) => {
    try {
      return decorator(...given)
    } catch (error) {
      for (const rules of waiting) rules.isTaken = true
      waiting.clear()
      unclaimed = undefined
      throw error
    }
  }
}

/** A class is defined in one go: rules that nobody has taken after that never will be. */
function watched(rules: Pending, prototype?: object): Pending {
  waiting.add(rules)
  queueMicrotask(() => {
    waiting.delete(rules)
    if (rules.isTaken) return
    if (rules === unclaimed) unclaimed = undefined
    const [first] = rules.rules
    if (first === undefined) return
    const where = prototype === undefined ? 'it' : classText(prototype.constructor)
    throw new MemSizeError(
      `Expected @MemSize() above the class that has @MemSize.${first.kind} on its field ${fieldText(first.name)}, and ${where} has none: the rule would be ignored.`,
    )
  })
  return rules
}
