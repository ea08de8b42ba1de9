import type { HeaderKind, Layout } from '../protocol.js'
import { bareInstances, range, text } from './layout-samples.js'

/** What a heap snapshot says of a value. Bytes. */
export interface Answer {
  /** undefined: no heap object. */
  readonly node: number | undefined
  readonly own: number
  readonly deep: number
  /** Of `deep`: outside the heap. */
  readonly outside: number
}

/** Values whose sizes tell something of a layout. */
export interface Question {
  readonly values: readonly unknown[]
  /** `layout`: what is known so far. */
  learn(answers: readonly Answer[], layout: Layout): Partial<Layout>
}

/** Everything that a snapshot can show about a layout, the simplest first. Each call makes new values. */
export function layoutQuestions(): Question[] {
  return [pointer(), headers(), smallIntegers(), dates(), typedArrays(), bufferPool(), rootStrings(), lookups()]
}

/** An object of JSON has just its fields. */
function pointer(): Question {
  return {
    values: [JSON.parse('{"a":true,"b":true}'), JSON.parse('{"a":true}')],
    learn: ([two, one], { headers }) => {
      const pointer = (two.own - one.own) as Layout['pointer']
      return { pointer, headers: { ...headers, object: one.own - pointer } }
    },
  }
}

/** But for plain objects, of which pointer() tells. */
function headers(): Question {
  const instances = bareInstances()
  return {
    values: instances.map(({ value }) => value),
    learn: (answers, { headers }) => {
      const found = instances.map(({ kind }, i) => [kind, answers[i].own] as const).filter(([, own]) => own > 0)
      return { headers: { ...headers, ...(Object.fromEntries(found) as Partial<Record<HeaderKind, number>>) } }
    },
  }
}

/** Beside an object a number has a box, or none. */
function smallIntegers(): Question {
  return {
    values: [
      [2 ** 30, {}],
      [1, {}],
    ],
    learn: ([large, small]) => ({ smallIntegerBits: large.deep > small.deep ? 31 : 32 }),
  }
}

function dates(): Question {
  return { values: [new Date(1e12)], learn: ([date]) => ({ boxedDates: date.deep > date.own }) }
}

/** Typed arrays are tried up to this many bytes, one for each step. */
const longestOnHeap = 1024
const stepOnHeap = 8

function typedArrays(): Question {
  const lengths = range(longestOnHeap / stepOnHeap, (i) => (i + 1) * stepOnHeap)
  return {
    values: lengths.map((length) => new Uint8Array(length)),
    learn: (answers) => ({ onHeapTypedArray: Math.max(0, ...lengths.filter((_, i) => answers[i].outside === 0)) }),
  }
}

/** The slab that a small Buffer is a view of, and what the slab's buffer has beside. */
function bufferPool(): Question {
  const { Buffer } = globalThis as { readonly Buffer?: { from(text: string): object } }
  if (Buffer === undefined) return { values: [], learn: () => ({ bufferPool: 0, bufferPoolExtra: 0 }) }
  return {
    values: [Buffer.from('a')],
    learn: ([{ own, deep, outside }], { headers }) => ({
      bufferPool: outside,
      bufferPoolExtra: deep - outside - own - headers.arrayBuffer,
    }),
  }
}

function rootStrings(): Question {
  return { values: ['x'], learn: ([character]) => ({ freeRootStrings: character.deep === 0 }) }
}

/**
 * Two equal strings of which one was looked up in a Set of the other. Where that changed them, each refers to the one text of both, or the garbage
 * collector has put that in their place: it does not do so for every reference (seen on V8 14).
 */
function lookups(): Question {
  const [first, second] = [1, 2].map(() => text(20))
  const isThere = new Set([first]).has(second)
  return {
    values: isThere ? [first, second] : [],
    learn: ([one, other]) => ({ lookupsChangeStrings: one !== undefined && (one.node === other.node || one.deep > one.own) }),
  }
}
