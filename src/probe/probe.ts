import { builtin, elementAt, SafeArray } from '../intrinsics.js'
import {
  AT_DESCRIPTIONS,
  type Binding,
  BYTES_FIGURE,
  COMPLETE,
  COUNT_FIGURE,
  DESCRIBED,
  EXTERNAL_FIGURE,
  type Firsts,
  type GraphColumns,
  type GraphRules,
  LIMITED,
  MEMORY_FIGURE,
  NATIVE_FIGURE,
  SLACK_FIGURE,
  type TakeKeys,
  UNKNOWN_FIGURE,
  VOID,
  WITH_CONTEXTS,
  WITH_SLACK,
} from './binding.js'
import type { Descriptions } from './descriptions.js'
import { exemplars, missingIntrinsic } from './exemplars.js'
import { loadBinding, mayPass } from './load.js'
import { selfCheck } from './self-check.js'

/** What the probe found of a value. Bytes, but for the counts. */
export interface Found {
  bytes: number
  external: number
  slack: number
  /** Objects, functions, strings, symbols and bigints. */
  count: number
  /** Whether everything was looked at. */
  complete: boolean
  /** Objects of kinds the probe never learned, and one of them where it has a name. */
  unknown: number
  firstUnknown: unknown
  /** Objects that stand for some of C++, whose memory no probe of the heap sees, and the first of them. */
  native: number
  firstNative: unknown
  /** Bytes of memory the probe itself had in use. */
  memory: number
}

/** How the probe looks. All of it is said: what is left out, Object.prototype could have been given. */
export interface Look {
  readonly slack: boolean
  readonly contexts: boolean
}

export interface DeepOptions extends Look {
  /** Stop once this number of bytes was counted, or of objects looked at. */
  readonly limit: number | undefined
  readonly budget: number | undefined
}

/** A graph as the probe finds it. */
export interface ProbedGraph {
  readonly columns: GraphColumns
  /** Names of properties, by number. */
  readonly names: readonly (string | symbol)[]
  /** An object of each class, by number. */
  readonly examples: readonly object[]
  /** The number of each target's node; below 0 where it is not in the graph. */
  readonly targets: Float64Array
  readonly found: Found
}

/** Each binary is loaded once in a process, however many copies of the library are: what became of it is written on it. */
interface State {
  /** Why it is off for good. */
  off?: string
  learned?: boolean
}

/**
 * Reads sizes from the engine's own heap. A result that is void (the engine is not as it was learned) switches the probe off for good: its
 * methods give undefined then, and somebody else has to measure.
 */
export class Probe {
  readonly binding: Binding & State

  constructor(binding: Binding & State) {
    this.binding = binding
  }

  /** Why it is off; undefined while it is on. */
  get off(): string | undefined {
    return this.binding.off
  }

  /** Everything a value holds. `'described'` where a description decides that only JavaScript can ask. */
  deep(value: unknown, descriptions: Descriptions, look: DeepOptions, takeKeys?: TakeKeys): Found | 'described' | undefined {
    const { binding } = this
    const firsts: Firsts = [undefined, undefined]
    const flags = flagsOf(look) | AT_DESCRIPTIONS
    const outcome = binding.deep(value, flags, look.limit ?? -1, look.budget ?? -1, descriptions, firsts, takeKeys)
    if (outcome === COMPLETE || outcome === LIMITED) return this.found(outcome === COMPLETE, firsts)
    if (outcome === DESCRIBED) return 'described'
    return this.turnOff()
  }

  /** The own bytes of each value of a list. */
  shallow(list: readonly unknown[]): Float64Array | undefined {
    const bytes = new Float64Array(list.length)
    // an empty typed array has no memory to write to
    if (list.length === 0) return bytes
    return this.binding.shallow(tagged(list), bytes) === VOID ? this.turnOff() : bytes
  }

  /**
   * What each of a list holds, below 0 for those of which code decides what they hold; with `once` what those before it do not hold, and `'described'` where
   * code decides that of any.
   */
  sizes(list: readonly unknown[], once: boolean, descriptions: Descriptions, look: Look): Float64Array | 'described' | undefined {
    const bytes = new Float64Array(list.length)
    if (list.length === 0) return bytes
    let outcome = this.binding.sizes(list, bytes, flagsOf(look), once, descriptions)
    if (outcome === LIMITED) outcome = this.binding.sizes(taggedCopy(list), bytes, flagsOf(look), once, descriptions)
    if (outcome === DESCRIBED) return 'described'
    return outcome === COMPLETE ? bytes : this.turnOff()
  }

  /** The objects that each of the list leads to. `ends[i]` is where those of the i-th end. */
  children(list: readonly unknown[], ends: Uint32Array): object[] | undefined {
    const found: object[] = new SafeArray()
    if (list.length === 0) return found
    return this.binding.children(list, ends, adderTo(found)) === VOID ? this.turnOff() : found
  }

  /** What the objects of a list weigh with what they lead to, but for `stops` and what only those lead to. */
  weigh(list: readonly unknown[], stops: readonly unknown[]): Found | undefined {
    const firsts: Firsts = [undefined, undefined]
    if (this.binding.weigh(tagged(list), stops, firsts) === VOID) return this.turnOff()
    return this.found(true, firsts)
  }

  /** What each group weighs but for what groups before hold; see Binding. */
  inTurn(list: readonly unknown[], ends: Uint32Array, out: Float64Array, wide: number, descriptions: Descriptions): true | undefined {
    // an empty typed array has no memory
    if (ends.length === 0) return true
    return this.binding.inTurn(tagged(list), ends, out, wide, descriptions) === VOID ? this.turnOff() : true
  }

  /**
   * Everything a value holds, or what rules list, as a graph; `targets` are looked up in it. `'described'` where some object describes itself and
   * there are no rules. Names of properties are numbered from `firstName` on. `values` gets those of the nodes that have one.
   */
  graph(
    value: unknown,
    targets: readonly unknown[],
    rules: GraphRules | undefined,
    firstName: number,
    descriptions: Descriptions,
    look: Look,
    values?: unknown[],
  ): ProbedGraph | 'described' | undefined {
    const names: (string | symbol)[] = new SafeArray()
    const examples: object[] = new SafeArray()
    const nodes = new Float64Array(targets.length)
    const firsts: Firsts = [undefined, undefined]
    const columns = this.binding.graph(
      value,
      flagsOf(look) | (rules === undefined ? AT_DESCRIPTIONS : 0),
      targets,
      nodes,
      rules,
      firstName,
      descriptions,
      adderTo(names),
      adderTo(examples),
      firsts,
      values && adderTo(values),
    )
    if (columns === DESCRIBED) return 'described'
    if (typeof columns !== 'object') return this.turnOff()
    return { columns, names, examples, targets: nodes, found: this.found(true, firsts) }
  }

  /** What is on the desk, and what could not be seen first. */
  found(complete: boolean, firsts: Firsts): Found {
    const { desk } = this.binding
    return {
      bytes: desk[BYTES_FIGURE] as number,
      external: desk[EXTERNAL_FIGURE] as number,
      slack: desk[SLACK_FIGURE] as number,
      count: desk[COUNT_FIGURE] as number,
      complete,
      unknown: desk[UNKNOWN_FIGURE] as number,
      firstUnknown: firsts[0],
      native: desk[NATIVE_FIGURE] as number,
      firstNative: firsts[1],
      memory: desk[MEMORY_FIGURE] as number,
    }
  }

  /** For good: something in the heap was not as it was learned. */
  turnOff(): undefined {
    this.binding.off = `switched off: ${this.binding.reason()}`
    return undefined
  }
}

/** Adds what it is given to a list, and calls nothing that a program can have changed. */
const adderTo =
  (list: unknown[]) =>
  (...some: unknown[]): void => {
    for (let i = 0; i < some.length; i++) list[list.length] = some[i]
  }

/** A list of one double would hold it raw, and not its box. */
const tagged = (list: readonly unknown[]): readonly unknown[] =>
  list.length === 1 && typeof list[0] === 'number' ? [list[0], undefined] : list

/** With something at the end that is no double: each number has a box of its own then. */
function taggedCopy(list: readonly unknown[]): readonly unknown[] {
  const copy: unknown[] = new SafeArray()
  for (let i = 0; i < list.length; i++) copy[i] = elementAt(list, i)
  copy[list.length] = undefined
  return copy
}

const flagsOf = ({ slack, contexts }: Look): number => (slack ? WITH_SLACK : 0) | (contexts ? WITH_CONTEXTS : 0)

let known: Probe | string | undefined

/** The probe of this process, or why there is none. Loads and learns when first asked: a few ms. Never throws. */
export function theProbe(): Probe | string {
  if (known === undefined) {
    // what is answered here stays in the snapshot
    if (builtin('v8')?.startupSnapshot?.isBuildingSnapshot()) return 'a startup snapshot is being built, which cannot hold the probe'
    const found = prepared(false)
    // a want that may pass, as at the end of the stack: the next who asks tries again
    if (typeof found === 'object' && 'forNow' in found) return found.forNow
    known = found
  }
  return typeof known === 'string' ? known : (known.off ?? known)
}

/** After a check in a child process has passed: the probe may look into an engine it was never tested on. */
export function useCheckedProbe(): Probe | string {
  const found = prepared(true)
  if (typeof found === 'object' && 'forNow' in found) return found.forNow
  known = found
  return theProbe()
}

/** The probe, why there is none, or why there is none for now. */
function prepared(checked: boolean): Probe | string | { readonly forNow: string } {
  const loading = loadBinding(checked)
  if ('reason' in loading) return loading.isPassing ? { forNow: loading.reason } : loading.reason
  const binding = loading.binding as Binding & State
  if (!binding.learned && binding.off === undefined) {
    // another context of the process may have it
    if (missingIntrinsic !== undefined) return `the context it was first asked in has no ${missingIntrinsic}, which it learns from`
    const problem = taught(binding)
    if (typeof problem === 'object') return problem
    if (problem === undefined) binding.learned = true
    else binding.off = `the engine is not as expected: ${problem}`
  }
  return binding.off ?? new Probe(binding)
}

/** Undefined, what was not as expected, or what was wanting for now. */
function taught(binding: Binding): string | undefined | { readonly forNow: string } {
  try {
    const version = Number.parseInt(process.versions.v8, 10)
    return binding.learn(exemplars(binding.Native, version)) ?? selfCheck(binding)
  } catch (error) {
    const why = String((error as Error | null)?.message ?? error)
    return mayPass(error) ? { forNow: why } : why
  }
}
