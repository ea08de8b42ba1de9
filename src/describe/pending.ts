import { warn } from '../warn.js'
import { classText, type FieldRule, fieldText } from './rules.js'
import type { Births } from './tally.js'

/** Rules of fields whose class has not been decorated yet: its own decorator comes last. */
export interface Pending {
  readonly rules: FieldRule[]
  /** The class has taken them. */
  isTaken: boolean
  /** Reports the class's instances, where one of its fields can. */
  births?: Births
}

/** What a standard decorator may say of where it stands. */
interface Context {
  readonly metadata?: object
}

const pending = new WeakMap<object, Pending>()
/**
 * Classes whose `@MemSize()` was evaluated and not applied yet, the innermost last. tsc's helpers give no metadata where there is no Symbol.metadata, as
 * in Node 20 and 22: a class's own decorators are evaluated before those of its fields, so the innermost is the one that a field belongs to.
 */
const begun: Pending[] = []
/** What belongs to none of them: a decorator that was made once, `const Sized = MemSize()`, and is used for several classes. */
let unclaimed: Pending | undefined
/** What nobody has taken, and no error has reported. */
const waiting = new Set<Pending>()

/** The rules of a class by standard decorators. */
export function pendingOfContext({ metadata }: Context): Pending {
  if (metadata !== undefined && metadata !== null) return pendingOf(metadata)
  const innermost = begun[begun.length - 1]
  if (innermost !== undefined) return innermost
  unclaimed ??= watched({ rules: [], isTaken: false })
  return unclaimed
}

/** A class begins: its `@MemSize()` is evaluated. */
export function classBegins(): Pending {
  const own = watched({ rules: [], isTaken: false })
  begun.push(own)
  return own
}

function ended(own: Pending): boolean {
  const at = begun.indexOf(own)
  if (at >= 0) begun.splice(at, 1)
  return at >= 0
}

/** The rules of a class by legacy decorators. */
export const pendingOfPrototype = (prototype: object): Pending => pendingOf(prototype, prototype)

/** Gives the rules to their class, which began as `own`. */
export function taken(key: object | undefined, own: Pending): Pick<Pending, 'rules' | 'births'> {
  const isFirst = ended(own)
  const found = key !== undefined ? pending.get(key) : isFirst ? own : unclaimed
  if (found === unclaimed) unclaimed = undefined
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
      begun.length = 0
      unclaimed = undefined
      throw error
    }
  }
}

/**
 * A class is defined in one go: rules that nobody has taken after that never will be. No error: where another decorator of the class has thrown, its error
 * is the one to be seen.
 */
function watched(rules: Pending, prototype?: object): Pending {
  waiting.add(rules)
  void Promise.resolve().then(() => {
    waiting.delete(rules)
    ended(rules)
    if (rules.isTaken) return
    if (rules === unclaimed) unclaimed = undefined
    const [first] = rules.rules
    if (first === undefined) return
    const which = prototype === undefined ? 'the class' : classText(prototype.constructor)
    warn(
      `The rule @MemSize.${first.kind} of the field ${fieldText(first.name)} is ignored: no @MemSize() above ${which} was applied. Write one, unless another decorator of the class threw an error.`,
    )
  })
  return rules
}
