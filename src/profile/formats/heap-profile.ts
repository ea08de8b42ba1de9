import type { AllocationProfile, ProfileFrame, ProfileSite } from '../allocation-profile.js'
import { assembled } from '../assemble.js'
import { type CallNode, callTree } from '../call-nodes.js'
import { pathOf } from '../scripts.js'
import { importedSite } from './imported-site.js'
import { isNumber, isObject, malformed, parsedJSON } from './malformed.js'

/** V8's sampling heap profile, as DevTools, `--heap-prof`, the inspector and Node 26 write it. Its nodes are functions. */
const format = '.heapprofile'

interface Node {
  readonly callFrame: { functionName: string; url: string; lineNumber: number; columnNumber: number }
  readonly selfSize: number
  readonly id: number
  readonly children: readonly Node[]
  readonly selfCount?: number
  readonly memsize?: Extra
}

interface Sample {
  readonly size: number
  readonly nodeId: number
  readonly objectSize?: number
  readonly objectCount?: number
  readonly isLive?: boolean
}

/** What we add to a node; other readers leave it alone. */
interface Extra {
  readonly labels?: Readonly<Record<string, string>>
  readonly thread?: string
  readonly external?: number
  readonly blocks?: number
  readonly liveBlocks?: number
}

/**
 * Reads it. The old dialect says what is live; Node 26's, whose samples say `isLive`, the total as well. Sizes of nodes are used where they
 * can be: V8 rounds the weight of each sample, so that the samples' sum may be off by a third. `interval`: where it is known, there are bounds.
 */
export function readHeapProfile(text: string, interval = 0): AllocationProfile {
  const file = parsedJSON(text, format)
  if (!isObject(file) || !isObject(file.head)) throw malformed(format, 'the beginning', 'an object with `head`', file)
  const samples = samplesOf(file.samples)
  const isNew = [...samples.values()].some((list) => list.some(({ isLive }) => isLive !== undefined))
  const isOurs = isObject(file.memsize)
  const sites: ProfileSite[] = []
  const todo: { node: Node; stack: ProfileFrame[] }[] = [{ node: checked(file.head), stack: [] }]
  for (let entry = todo.pop(); entry !== undefined; entry = todo.pop()) {
    const { node, stack } = entry
    const own = samples.get(node.id) ?? []
    if (node.selfSize > 0 || own.length > 0) sites.push(siteOf(node, stack, own, { isNew, isOurs, interval }))
    for (const child of node.children) {
      const known = checked(child)
      todo.push({ node: known, stack: [frameOf(known), ...stack] })
    }
  }
  return assembled({
    by: isNew ? '.heapprofile of Node 26' : format,
    sites: sites.reverse(),
    interval: { asked: interval, last: interval, widest: interval },
  })
}

function samplesOf(given: unknown): Map<number, Sample[]> {
  const found = new Map<number, Sample[]>()
  if (given === undefined) return found
  if (!Array.isArray(given)) throw malformed(format, '`samples`', 'a list', given)
  for (const sample of given) {
    if (!isObject(sample) || !isNumber(sample.size) || !isNumber(sample.nodeId))
      throw malformed(format, 'a sample', 'one with size and nodeId', sample)
    const list = found.get(sample.nodeId)
    if (list === undefined) found.set(sample.nodeId, [sample as unknown as Sample])
    else list.push(sample as unknown as Sample)
  }
  return found
}

function checked(node: unknown): Node {
  if (!isObject(node) || !isObject(node.callFrame)) throw malformed(format, 'a node', 'one with callFrame', node)
  if (!isNumber(node.selfSize) || !isNumber(node.id)) throw malformed(format, 'a node', 'one with selfSize and id', node.selfSize)
  if (!Array.isArray(node.children)) throw malformed(format, '`children` of a node', 'a list', node.children)
  if (typeof node.callFrame.functionName !== 'string') throw malformed(format, '`functionName`', 'a text', node.callFrame.functionName)
  return node as unknown as Node
}

const frameOf = ({ callFrame: { functionName, url, lineNumber, columnNumber } }: Node): ProfileFrame => ({
  function: functionName === '' ? '(anonymous)' : functionName,
  file: typeof url === 'string' ? pathOf(url) : '',
  line: isNumber(lineNumber) && lineNumber >= 0 ? lineNumber + 1 : 0,
  column: isNumber(columnNumber) && columnNumber >= 0 && lineNumber >= 0 ? columnNumber + 1 : 0,
})

interface Dialect {
  readonly isNew: boolean
  readonly isOurs: boolean
  readonly interval: number
}

function siteOf(node: Node, stack: readonly ProfileFrame[], samples: readonly Sample[], { isNew, isOurs, interval }: Dialect): ProfileSite {
  const { labels, thread, external, blocks, liveBlocks } = node.memsize ?? {}
  const more = {
    stack,
    samples: samples.length,
    ...(labels && { labels }),
    ...(thread !== undefined && { thread }),
    ...(external !== undefined && { external }),
  }
  if (!isNew)
    return importedSite({
      ...more,
      costs: { live: node.selfSize },
      liveBlocks,
      ...(interval > 0 && { spread: spreadOf(samples, interval, true) }),
    })
  const sum = (list: readonly Sample[], of: (sample: Sample) => number) => list.reduce((all, sample) => all + of(sample), 0)
  const living = samples.filter(({ isLive }) => isLive)
  if (isOurs) {
    const size = ({ size: bytes }: Sample) => bytes
    return importedSite({ ...more, costs: { total: sum(samples, size), live: sum(living, size) }, blocks, liveBlocks })
  }
  // the rounded weights share the node's size out between the living and the dead
  const weight = (sample: Sample) => weightOf(sample, interval)
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
function weightOf({ size, objectSize }: Sample, interval: number): number {
  if (objectSize === undefined || interval <= 0) return size
  return objectSize / -Math.expm1(-objectSize / interval)
}

/** A sample of the old dialect hides the object's size: its variance is taken as if the object was small, where that may be. */
function spreadOf(samples: readonly Sample[], interval: number, isOld: boolean): ProfileSite['spread'] {
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

/**
 * Writes it, for DevTools: a node's size is what is live, since DevTools leaves `isLive` aside; the samples tell the total too. Labels and
 * threads stand in a field of our own. Peak, temporary bytes and lifetimes are not in it.
 */
export function writeHeapProfile(profile: AllocationProfile): string {
  let lastId = 0
  const samples: (Sample & { ordinal: number })[] = []
  const cost = profile.costs.includes('live') ? 'live' : 'total'
  const nodeOf = (frame: ProfileFrame, site: ProfileSite | undefined): Node & { children: Node[] } => {
    const id = ++lastId
    if (site !== undefined) samples.push(...samplesFor(site, id, samples.length))
    return {
      callFrame: {
        functionName: frame.function,
        scriptId: '0',
        url: frame.file,
        lineNumber: frame.line - 1,
        columnNumber: frame.column - 1,
      } as Node['callFrame'],
      selfSize: site?.[cost] ?? 0,
      id,
      children: [],
      ...(site !== undefined && { memsize: extraOf(site) }),
    }
  }
  const root = callTree(profile.sites)
  const head = nodeOf(root.frame, undefined)
  const todo: { from: CallNode<ProfileSite>; to: { children: Node[] } }[] = [{ from: root, to: head }]
  for (let entry = todo.pop(); entry !== undefined; entry = todo.pop()) {
    for (const child of entry.from.children.values()) {
      // one node for each set of labels and thread; the calls below belong to the first
      const [first, ...others] = child.sites
      const node = nodeOf(child.frame, first)
      entry.to.children.push(node, ...others.map((site) => nodeOf(child.frame, site)))
      todo.push({ from: child, to: node })
    }
  }
  return inPieces({ head, samples, memsize: { costs: profile.costs } })
}

function samplesFor({ total, live, samples }: ProfileSite, nodeId: number, before: number): (Sample & { ordinal: number })[] {
  if (total === undefined) return [{ size: live ?? 0, nodeId, ordinal: before + 1 }]
  const parts = [
    { size: live ?? 0, isLive: true },
    { size: total - (live ?? 0), isLive: false },
  ].filter(({ size }) => size !== 0)
  void samples
  return parts.map((part, i) => ({ ...part, nodeId, ordinal: before + i + 1 }))
}

const extraOf = ({ labels, thread, external, blocks, liveBlocks }: ProfileSite): Extra => ({
  ...(Object.keys(labels).length > 0 && { labels }),
  ...(thread !== 'main' && { thread }),
  ...(external !== 0 && { external }),
  ...(blocks !== undefined && { blocks }),
  ...(liveBlocks !== undefined && { liveBlocks }),
})

/** JSON.stringify would overflow the stack at some thousand levels. */
function inPieces({ head, samples, memsize }: { head: Node; samples: unknown; memsize: unknown }): string {
  const pieces: string[] = ['{"head":']
  const todo: (Node | string)[] = [head]
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (typeof next === 'string') pieces.push(next)
    else {
      const { children, ...node } = next
      pieces.push(JSON.stringify(node).slice(0, -1), ',"children":[')
      todo.push(']}')
      for (let i = children.length - 1; i >= 0; i--) {
        todo.push(children[i])
        if (i > 0) todo.push(',')
      }
    }
  }
  return `${pieces.join('')},"samples":${JSON.stringify(samples)},"memsize":${JSON.stringify(memsize)}}`
}
