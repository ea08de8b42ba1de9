import type { AllocationProfile, ProfileFrame, ProfileSite } from '../allocation-profile.js'
import { assembled } from '../assemble.js'
import { pathOf } from '../scripts.js'
import type { HeapNode, HeapSample } from './heap-profile-nodes.js'
import { importedSite } from './imported-site.js'
import { isNumber, isObject, malformed, parsedJSON } from './malformed.js'
import { unmarked } from './marked-stack.js'

/** V8's sampling heap profile, as DevTools, `--heap-prof`, the inspector and Node 26 write it. Its nodes are functions. */
const format = '.heapprofile'

/**
 * Reads it. The old dialect says what is live; Node 26's, whose samples say `isLive`, the total as well. Sizes of nodes are used where they
 * can be: V8 rounds the weight of each sample, so that the samples' sum may be off by a third. `interval`: where it is known, there are bounds.
 * `oldCost`: what the old dialect says, where V8 was asked to keep its dead samples too.
 */
export function readHeapProfile(text: string, interval = 0, oldCost: 'live' | 'total' = 'live'): AllocationProfile {
  const file = parsedJSON(text, format)
  if (!isObject(file) || !isObject(file.head)) throw malformed(format, 'the beginning', 'an object with `head`', file)
  const samples = samplesOf(file.samples)
  const isNew = [...samples.values()].some((list) => list.some(({ isLive }) => isLive !== undefined))
  const isOurs = isObject(file.memsize)
  const sites: ProfileSite[] = []
  const todo: { node: HeapNode; call: Call | undefined }[] = [{ node: checked(file.head), call: undefined }]
  for (let entry = todo.pop(); entry !== undefined; entry = todo.pop()) {
    const { node, call } = entry
    const own = samples.get(node.id) ?? []
    if (node.selfSize > 0 || own.length > 0) sites.push(siteOf(node, stackOf(call), own, { isNew, isOurs, interval, oldCost }))
    for (const child of node.children) {
      const known = checked(child)
      todo.push({ node: known, call: { frame: frameOf(known), caller: call } })
    }
  }
  return assembled({
    by: isNew ? '.heapprofile of Node 26' : format,
    sites: sites.reverse(),
    interval: { asked: interval, last: interval, widest: interval },
  })
}

/** A stack as a list: a recursion ten thousand deep has as many stacks. */
interface Call {
  readonly frame: ProfileFrame
  readonly caller: Call | undefined
}

function stackOf(innermost: Call | undefined): ProfileFrame[] {
  const stack: ProfileFrame[] = []
  for (let call = innermost; call !== undefined; call = call.caller) stack.push(call.frame)
  return stack
}

function samplesOf(given: unknown): Map<number, HeapSample[]> {
  const found = new Map<number, HeapSample[]>()
  if (given === undefined) return found
  if (!Array.isArray(given)) throw malformed(format, '`samples`', 'a list', given)
  for (const sample of given) {
    if (!isObject(sample) || !isNumber(sample.size) || !isNumber(sample.nodeId))
      throw malformed(format, 'a sample', 'one with size and nodeId', sample)
    const list = found.get(sample.nodeId)
    if (list === undefined) found.set(sample.nodeId, [sample as unknown as HeapSample])
    else list.push(sample as unknown as HeapSample)
  }
  return found
}

function checked(node: unknown): HeapNode {
  if (!isObject(node) || !isObject(node.callFrame)) throw malformed(format, 'a node', 'one with callFrame', node)
  if (!isNumber(node.selfSize) || !isNumber(node.id)) throw malformed(format, 'a node', 'one with selfSize and id', node.selfSize)
  if (!Array.isArray(node.children)) throw malformed(format, '`children` of a node', 'a list', node.children)
  if (typeof node.callFrame.functionName !== 'string') throw malformed(format, '`functionName`', 'a text', node.callFrame.functionName)
  return node as unknown as HeapNode
}

const frameOf = ({ callFrame: { functionName, url, lineNumber, columnNumber } }: HeapNode): ProfileFrame => ({
  function: functionName === '' ? '(anonymous)' : functionName,
  file: typeof url === 'string' ? pathOf(url) : '',
  line: isNumber(lineNumber) && lineNumber >= 0 ? lineNumber + 1 : 0,
  column: isNumber(columnNumber) && columnNumber >= 0 && lineNumber >= 0 ? columnNumber + 1 : 0,
})

interface Dialect {
  readonly isNew: boolean
  readonly isOurs: boolean
  readonly interval: number
  readonly oldCost: 'live' | 'total'
}

function siteOf(
  node: HeapNode,
  marked: readonly ProfileFrame[],
  samples: readonly HeapSample[],
  { isNew, isOurs, interval, oldCost }: Dialect,
): ProfileSite {
  const { blocks, liveBlocks } = node.memsize ?? {}
  const { isExternal, ...place } = unmarked(marked)
  const more = { ...place, samples: isOurs ? 0 : samples.length }
  if (!isNew)
    return importedSite({
      ...more,
      costs: { [oldCost]: node.selfSize },
      liveBlocks,
      ...(interval > 0 && { spread: spreadOf(samples, interval, true) }),
    })
  const sum = (list: readonly HeapSample[], of: (sample: HeapSample) => number) => list.reduce((all, sample) => all + of(sample), 0)
  const living = samples.filter(({ isLive }) => isLive)
  if (isOurs) {
    const total = sum(samples, ({ size }) => size)
    const live = sum(living, ({ size }) => size)
    return importedSite({ ...more, costs: { total, live }, blocks, liveBlocks, external: isExternal ? total : 0 })
  }
  // the rounded weights share the node's size out between the living and the dead
  const weight = (sample: HeapSample) => weightOf(sample, interval)
  const all = sum(samples, weight)
  const total = interval > 0 ? all : node.selfSize
  const live = all > 0 ? (total * sum(living, weight)) / all : 0
  return importedSite({
    ...more,
    costs: { total: Math.round(total), live: Math.round(live) },
    blocks: node.selfCount ?? sum(samples, ({ objectCount = 0 }) => objectCount),
    liveBlocks: sum(living, ({ objectCount = 0 }) => objectCount),
    ...(interval > 0 && { spread: spreadOf(samples, interval, false) }),
  })
}

/** From an object's true size where the file has it. */
function weightOf({ size, objectSize }: HeapSample, interval: number): number {
  if (objectSize === undefined || interval <= 0) return size
  return objectSize / -Math.expm1(-objectSize / interval)
}

/** A sample of the old dialect hides the object's size: its variance is taken as if the object was small, where that may be. */
function spreadOf(samples: readonly HeapSample[], interval: number, isOld: boolean): ProfileSite['spread'] {
  let total = 0
  let live = 0
  let widest = interval
  for (const sample of samples) {
    const weight = isOld ? sample.size : weightOf(sample, interval)
    const missed = isOld ? (sample.size < 4 * interval ? 1 : Math.exp(-sample.size / interval)) : 1 - (sample.objectSize ?? weight) / weight
    total += weight * weight * missed
    if (sample.isLive !== false) live += weight * weight * missed
    widest = Math.max(widest, weight * missed)
  }
  return [total, 0, live, 0, widest]
}
