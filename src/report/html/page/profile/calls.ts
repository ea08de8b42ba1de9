import type { Cost } from '../../../../profile/allocation-profile.js'
import type { ProfileDocument } from '../../profile-document.js'

/** A tree of calls with a value each, those of one caller next to each other and the heaviest first. Call 0 is the root. */
export interface CallTree {
  readonly frame: Int32Array
  readonly parent: Int32Array
  /** Bytes, of the call with all that it called; before, where two profiles are compared. */
  readonly value: Float64Array
  readonly before: Float64Array | undefined
  /** Where the children of each begin in `children`; one more than there are calls. */
  readonly first: Int32Array
  readonly children: Int32Array
}

type Values = readonly number[] | undefined

/** From the outermost calls inwards: the tree that the document has. */
export function topDown(document: ProfileDocument, cost: Cost): CallTree {
  const { callers, calls, siteCalls, values, before } = document
  const own = (all: Values) => summed(all, siteCalls, calls.length)
  return finished(Int32Array.from(calls), Int32Array.from(callers), own(values[cost]), before && own(before[cost]))
}

/** From the innermost calls outwards: who called what allocated. Frames of sites without a byte of the cost are left out. */
export function bottomUp(document: ProfileDocument, cost: Cost): CallTree {
  const { callers, calls, siteCalls, values, before } = document
  const frame: number[] = [0]
  const parent: number[] = [0]
  const value: number[] = [0]
  const earlier: number[] = [0]
  // by caller and frame in one number: both stay far below 2^26
  const known = new Map<number, number>()
  const now = values[cost] ?? []
  const then = before?.[cost]
  for (let site = 0; site < siteCalls.length; site++) {
    const bytes = now[site] ?? 0
    const bytesBefore = then?.[site] ?? 0
    if (bytes === 0 && bytesBefore === 0) continue
    let at = 0
    for (let call = siteCalls[site]; call !== 0; call = callers[call]) {
      const key = at * 67_108_864 + calls[call]
      let child = known.get(key)
      if (child === undefined) {
        child = frame.push(calls[call]) - 1
        parent.push(at)
        value.push(0)
        earlier.push(0)
        known.set(key, child)
      }
      at = child
    }
    value[at] += bytes
    earlier[at] += bytesBefore
  }
  return finished(Int32Array.from(frame), Int32Array.from(parent), Float64Array.from(value), then && Float64Array.from(earlier))
}

function summed(values: Values, siteCalls: readonly number[], count: number): Float64Array {
  const own = new Float64Array(count)
  if (values !== undefined) for (let site = 0; site < siteCalls.length; site++) own[siteCalls[site]] += values[site]
  return own
}

/** Sums from the leaves up, since callers come first; then sorts. */
function finished(frame: Int32Array, parent: Int32Array, value: Float64Array, before: Float64Array | undefined): CallTree {
  const count = frame.length
  const first = new Int32Array(count + 1)
  for (let call = count - 1; call > 0; call--) {
    value[parent[call]] += value[call]
    if (before !== undefined) before[parent[call]] += before[call]
    first[parent[call] + 1]++
  }
  for (let call = 0; call < count; call++) first[call + 1] += first[call]
  const children = new Int32Array(Math.max(0, count - 1))
  const next = first.slice()
  for (let call = 1; call < count; call++) children[next[parent[call]]++] = call
  const weight = (call: number) => Math.max(value[call], before?.[call] ?? 0)
  for (let call = 0; call < count; call++) {
    if (first[call + 1] - first[call] > 1) children.subarray(first[call], first[call + 1]).sort((a, b) => weight(b) - weight(a))
  }
  return { frame, parent, value, before, first, children }
}
