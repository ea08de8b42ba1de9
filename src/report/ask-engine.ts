import { type ClassRules, inheritedRules, rulesOfInstance } from '../describe/rules.js'
import { builtin, dataValue, type InspectorSession } from '../intrinsics.js'

/**
 * Asks the engine which instances of a class live. No decorator has to report them, but each question collects all garbage and looks through the
 * heap: about 50 ms, and 300 ms per million objects of the heap.
 */
export class Engine {
  private readonly totals = new Map<ClassRules, number>()
  private readonly classes: readonly ClassRules[]

  constructor(classes: readonly ClassRules[]) {
    this.classes = classes
  }

  /** Not in browsers, in Bun, in Node before 20.13; nor in Deno, which goes by the class's name (Deno 2.9). */
  static get isThere(): boolean {
    const { versions } = (globalThis as { process?: { versions?: { deno?: string; bun?: string } } }).process ?? {}
    const hasAnswers = versions?.deno === undefined && versions?.bun === undefined && typeof builtin('v8')?.queryObjects === 'function'
    return hasAnswers && !Engine.isElsewhere
  }

  /** In a context of node:vm, as Jest and Vitest's vmThreads make them: the engine lists the objects of the main context alone. */
  static get isElsewhere(): boolean {
    const main = builtin('vm')?.runInThisContext('globalThis')
    return main !== undefined && main !== globalThis
  }

  /** How many live, those of decorated classes below it left to them. A subclass without a decorator counts as one, as its prototype is. */
  count(rules: ClassRules): number | undefined {
    const total = this.total(rules)
    if (total === undefined) return undefined
    let own = total
    for (const below of this.classes) {
      // its prototype is an object that inherits from the class's, as instances do
      if (inheritedRules(below.prototype) === rules) own -= (this.total(below) ?? 0) + 1
    }
    return Math.max(0, own)
  }

  private total(rules: ClassRules): number | undefined {
    const known = this.totals.get(rules)
    if (known !== undefined) return known
    const total = Engine.isThere ? attempted(() => builtin('v8')?.queryObjects?.(rules.Class, { format: 'count' })) : undefined
    if (total !== undefined) this.totals.set(rules, total)
    return total
  }
}

const group = 'memsize'
const boxKey = Symbol.for('memsize.asked')
const box = `globalThis[Symbol.for('memsize.asked')]`

/**
 * The instances themselves, but for those of decorated classes below; undefined where the engine does not give them away. It gives objects to its
 * inspector alone, which passes them on by a global variable that is there meanwhile.
 */
export function instancesOf(rules: ClassRules): object[] | undefined {
  const Session = Engine.isThere ? builtin('inspector')?.Session : undefined
  if (Session === undefined) return undefined
  let found: object[] | undefined
  const { prototype } = rules
  attempted(() => {
    const session = new Session()
    session.connect()
    Object.defineProperty(globalThis, boxKey, { value: { prototype, take: (all: object[]) => (found = all) }, configurable: true })
    try {
      const { result } = asked<{ result: { objectId: string } }>(session, 'Runtime.evaluate', { expression: `${box}.prototype` })
      const { objects } = asked<{ objects: { objectId: string } }>(session, 'Runtime.queryObjects', { prototypeObjectId: result.objectId })
      asked(session, 'Runtime.callFunctionOn', { objectId: objects.objectId, functionDeclaration: `function () { ${box}.take(this) }` })
    } finally {
      delete (globalThis as { [boxKey]?: unknown })[boxKey]
      attempted(() => asked(session, 'Runtime.releaseObjectGroup', {}))
      session.disconnect()
    }
  })
  return found?.filter((object) => isInstance(object, rules))
}

function asked<T>(session: InspectorSession, method: string, parameters: object): T {
  let answer: { error: Error | null; result: unknown } | undefined
  session.post(method, { ...parameters, objectGroup: group, silent: true }, (error, result) => (answer = { error, result }))
  const { error, result } = answer as { error: Error | null; result: unknown }
  if (error) throw error
  // another realm than this one: it has no such variable
  if ((result as { exceptionDetails?: object }).exceptionDetails) throw new Error(method)
  return result as T
}

/** Whether it is one of the class, or of a class without a decorator below it, and not such a class's prototype. */
function isInstance(object: object, rules: ClassRules): boolean {
  if (rulesOfInstance(object) !== rules) return false
  const Class = dataValue(object, 'constructor')
  return typeof Class !== 'function' || dataValue(Class, 'prototype') !== object
}

/** Undefined where the engine has it otherwise, or must not tell. */
function attempted<T>(ask: () => T): T | undefined {
  try {
    return ask()
  } catch {
    return undefined
  }
}
