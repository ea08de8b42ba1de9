import { method } from '../intrinsics.js'
import { type Binding, BYTES_FIGURE, COMPLETE, COUNT_FIGURE } from './binding.js'

/** A value, and what it must weigh: words and count of objects. None of them is one the probe learned from. */
type Known = readonly [what: string, value: unknown, words: number, count: number]

const word = 8
const TrueArray = globalThis.Array
const TrueMap = globalThis.Map
const fill = method<(list: unknown[], value: unknown) => unknown[]>(TrueArray.prototype, 'fill')
const { keys } = Object
const setEntry = method<(map: object, key: unknown, value: unknown) => void>(TrueMap.prototype, 'set')

/**
 * Measures values whose sizes follow from the layout that the tests hold against heap snapshots on every version (layout/v8-rules.ts), and
 * tells the first that comes out wrong: then this engine lays out its heap in another way than the probe thinks.
 */
export function selfCheck(binding: Binding): string | undefined {
  const { desk } = binding
  const known = knownValues()
  for (let i = 0; i < known.length; i++) {
    const [what, value, words, count] = known[i] as Known
    if (binding.deep(value, 0, -1, -1) !== COMPLETE) return `${what} cannot be measured: ${binding.reason()}`
    const bytes = desk[BYTES_FIGURE]
    if (bytes !== words * word || desk[COUNT_FIGURE] !== count)
      return `${what} came out as ${bytes} bytes in ${desk[COUNT_FIGURE]} objects, not ${words * word} in ${count}`
  }
  const own = new Float64Array(2)
  if (binding.shallow([{ checkedJ: {} }, [1.5, 2.5, 3.5]], own) !== COMPLETE) return `own sizes cannot be measured: ${binding.reason()}`
  if (own[0] !== 4 * word || own[1] !== 9 * word) return `own sizes came out as ${own[0]} and ${own[1]} bytes, not 32 and 72`
  return undefined
}

/** An object is three words and its fields; an array four and a store, which is two and its elements; a box is two. */
function knownValues(): Known[] {
  const shared = { checkedA: 1 }
  const cycle: { checkedB: unknown } = { checkedB: undefined }
  cycle.checkedB = cycle
  // a name of a property is in one piece
  const [text] = keys({ [`${'forty characters, made at run time, '}${1000 + 1}`]: 1 })
  const entries = new TrueMap()
  setEntry?.(entries, 1, shared)
  return [
    ['a small integer', 7, 0, 0],
    ['undefined', undefined, 0, 0],
    ['a constant of the engine', '', 0, 0],
    ['a literal', { checkedC: 1, checkedD: true }, 5, 1],
    ['an object in an object', { checkedE: { checkedF: null } }, 4 + 4, 2],
    ['an object that holds itself', cycle, 4, 1],
    ['an object held twice', [shared, shared], 4 + 4 + 4, 2],
    ['a double', { checkedG: 1.5 }, 4 + 2, 1],
    // the first would pass for a reference to address 0
    ['doubles', [5e-324, 2.5], 4 + 4, 1],
    ['a string', text, 2 + 5, 1],
    ['a bigint of two digits', 2n ** 100n, 2 + 2, 1],
    // larger than a page: it has a chunk of its own
    ['a large array', fill?.(new TrueArray(40_000), 7), 4 + 2 + 40_000, 1],
    // a table of four entries and two buckets
    ['a Map', entries, 4 + (5 + 2 + 3 * 4) + 4, 2],
  ]
}
