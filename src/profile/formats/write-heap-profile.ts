import type { AllocationProfile, ProfileFrame, ProfileSite } from '../allocation-profile.js'
import { type CallNode, callTree } from '../call-nodes.js'
import type { HeapNode, HeapSample, NodeExtra } from './heap-profile-nodes.js'
import { markedStack } from './marked-stack.js'

type GrowingNode = HeapNode & { children: HeapNode[] }

/**
 * Writes it, for DevTools: a node's size is what is live, since DevTools leaves `isLive` aside; the samples tell the total too. Peak, temporary
 * bytes and lifetimes are not in it.
 */
export function writeHeapProfile(profile: AllocationProfile): string {
  let lastId = 0
  const samples: HeapSample[] = []
  const cost = profile.costs.includes('live') ? 'live' : 'total'
  const nodeOf = ({ function: functionName, file, line, column }: ProfileFrame, site: ProfileSite | undefined): GrowingNode => {
    const id = ++lastId
    if (site !== undefined) samples.push(...samplesOf(site, id, samples.length))
    return {
      callFrame: { functionName, scriptId: '0', url: file, lineNumber: line - 1, columnNumber: column - 1 },
      selfSize: site?.[cost] ?? 0,
      id,
      children: [],
      ...(site !== undefined && { memsize: extraOf(site) }),
    }
  }
  const root = callTree(profile.sites.map((site) => ({ site, stack: markedStack(site) })))
  const head = nodeOf(root.frame, undefined)
  const todo: { from: typeof root; to: GrowingNode }[] = [{ from: root, to: head }]
  for (let entry = todo.pop(); entry !== undefined; entry = todo.pop()) {
    for (const child of entry.from.children.values()) {
      const [first, ...others]: readonly { site: ProfileSite }[] = (
        child as CallNode<{ site: ProfileSite; stack: readonly ProfileFrame[] }>
      ).sites
      const node = nodeOf(child.frame, first?.site)
      entry.to.children.push(node, ...others.map(({ site }) => nodeOf(child.frame, site)))
      todo.push({ from: child, to: node })
    }
  }
  return `${treeText(head)},"samples":${JSON.stringify(samples)},"memsize":${JSON.stringify({ costs: profile.costs })}}`
}

function samplesOf({ total, live = 0 }: ProfileSite, nodeId: number, before: number): HeapSample[] {
  if (total === undefined) return [{ size: live, nodeId, ordinal: before + 1 }]
  const parts = [
    { size: live, isLive: true },
    { size: total - live, isLive: false },
  ]
  return parts.map((part, i) => ({ ...part, nodeId, ordinal: before + i + 1 }))
}

const extraOf = ({ blocks, liveBlocks }: ProfileSite): NodeExtra => ({
  ...(blocks !== undefined && { blocks }),
  ...(liveBlocks !== undefined && { liveBlocks }),
})

/** The beginning of the file. JSON.stringify would overflow the stack at some thousand levels. */
function treeText(head: HeapNode): string {
  const pieces: string[] = ['{"head":']
  const todo: (HeapNode | string)[] = [head]
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (typeof next === 'string') {
      pieces.push(next)
      continue
    }
    const { children, ...node } = next
    pieces.push(JSON.stringify(node).slice(0, -1), ',"children":[')
    todo.push(']}')
    for (let i = children.length - 1; i >= 0; i--) {
      todo.push(children[i])
      if (i > 0) todo.push(',')
    }
  }
  return pieces.join('')
}
