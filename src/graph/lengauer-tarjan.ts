/** The dominator of a node that is not reached. */
export const nobody = 0xffffffff

/** Node n owns the edges firstEdge[n] up to firstEdge[n + 1], which lead to edgeTo. */
export interface FlowGraph {
  readonly nodeCount: number
  readonly firstEdge: Uint32Array
  readonly edgeTo: Uint32Array
}

export interface Dominators {
  /** The nodes reached, each after its dominator. */
  readonly order: Uint32Array
  /** By node: its immediate dominator; of the root the root itself, and `nobody` where nothing reaches the node. */
  readonly dominator: Uint32Array
}

/**
 * T. Lengauer, R. E. Tarjan: A fast algorithm for finding dominators in a flowgraph (1979), the simple version with path compression.
 * https://doi.org/10.1145/357062.357071
 * Semi-NCA would need less, but walks up the tree for each node: a list of a million nodes whose last refers to a million objects that the
 * first holds too would take 10^12 steps. From numbering on all is in preorder numbers, from 1, so that neighbours in time lie near in memory.
 */
export function dominate(graph: FlowGraph, followed: Uint8Array, root: number, straysAtRoot: boolean): Dominators {
  const { vertex, parent, links, linkCount, free } = numbered(graph, followed, root, straysAtRoot)
  const count = vertex.length - 1
  const { firstIn, incoming } = incomingLinks(links, linkCount, count)
  const semidominator = new Uint32Array(count + 1)
  // by vertex, side by side, as they are read together: what it is linked to (0: nothing), the vertex of least semidominator on the way
  // there, and that semidominator
  const words = 4 * (count + 1)
  const forest = links.length >= words ? links.fill(0, 0, words) : new Uint32Array(words)
  const bucket = new Uint32Array(count + 1)
  // the next one in a bucket, and once it is out of it the dominator
  const chain = new Uint32Array(count + 1)

  /** Shortens the way up from a vertex that is linked, so that its entry stands for all of it. */
  const compress = (start: number) => {
    let top = 0
    let at = start
    for (let above = 4 * forest[at]; forest[above] !== 0; above = 4 * forest[at]) {
      free[top++] = at
      at = above
    }
    while (top > 0) {
      at = free[--top]
      const above = 4 * forest[at]
      if (forest[above + 2] < forest[at + 2]) {
        forest[at + 1] = forest[above + 1]
        forest[at + 2] = forest[above + 2]
      }
      forest[at] = forest[above]
    }
  }

  for (let w = count; w >= 2; w--) {
    const p = parent[w]
    let least = p // of a stray that begins a search, the root: it hangs there
    // nothing is less than the root
    const end = firstIn[w + 1]
    for (let i = firstIn[w]; i < end && least !== 1; i++) {
      const v = incoming[i]
      let s = v // what is numbered before w is not linked yet
      if (v > w) {
        if (forest[4 * forest[4 * v]] !== 0) compress(4 * v)
        s = forest[4 * v + 2]
      }
      if (s < least) least = s
    }
    semidominator[w] = least
    forest[4 * w] = p
    forest[4 * w + 1] = w
    forest[4 * w + 2] = least
    if (least !== p) {
      chain[w] = bucket[least]
      bucket[least] = w
    } else chain[w] = p // it would leave the bucket at once
    for (let v = bucket[p]; v !== 0; ) {
      const next = chain[v]
      if (forest[4 * forest[4 * v]] !== 0) compress(4 * v)
      chain[v] = forest[4 * v + 2] < semidominator[v] ? forest[4 * v + 1] : p
      v = next
    }
    bucket[p] = 0
  }
  const dominator = new Uint32Array(graph.nodeCount).fill(nobody)
  dominator[root] = root
  for (let w = 2; w <= count; w++) {
    if (chain[w] !== semidominator[w]) chain[w] = chain[chain[w]]
    dominator[vertex[w]] = vertex[chain[w]]
  }
  return { order: vertex.slice(1), dominator }
}

/**
 * Depth-first numbers from 1, the vertex of each, and the number of its parent. Every other edge is noted as it is met, as two numbers: where
 * it comes from and where it leads.
 */
function numbered(graph: FlowGraph, followed: Uint8Array, root: number, straysAtRoot: boolean) {
  const { firstEdge, edgeTo, nodeCount } = graph
  const numberOf = new Uint32Array(nodeCount)
  const vertex = new Uint32Array(nodeCount + 1)
  const parent = new Uint32Array(nodeCount + 1)
  const cursor = new Uint32Array(nodeCount + 1)
  // what is not written to takes no memory
  const links = new Uint32Array(2 * followed.length)
  let linkCount = 0
  let count = 0
  const visit = (start: number, from: number) => {
    let v = ++count
    numberOf[start] = v
    vertex[v] = start
    parent[v] = from
    let edge = firstEdge[start]
    let end = firstEdge[start + 1]
    for (;;) {
      let deeper = -1
      for (; edge < end; edge++) {
        if (followed[edge] === 0) continue
        const to = edgeTo[edge]
        const w = numberOf[to]
        if (w === 0) {
          deeper = to
          break
        }
        links[2 * linkCount] = v
        links[2 * linkCount + 1] = w
        linkCount++
      }
      if (deeper < 0) {
        v = parent[v]
        if (v === from) return
        edge = cursor[v]
        end = firstEdge[vertex[v] + 1]
        continue
      }
      cursor[v] = edge + 1
      parent[++count] = v
      v = count
      numberOf[deeper] = v
      vertex[v] = deeper
      edge = firstEdge[deeper]
      end = firstEdge[deeper + 1]
    }
  }
  visit(root, 0)
  if (straysAtRoot && count < nodeCount) {
    // first those that nothing holds, then one of each ring that holds itself
    const held = new Uint8Array(nodeCount)
    for (let edge = 0; edge < followed.length; edge++) if (followed[edge] === 1) held[edgeTo[edge]] = 1
    for (let node = 0; node < nodeCount; node++) if (held[node] === 0 && numberOf[node] === 0) visit(node, 1)
    for (let node = 0; node < nodeCount; node++) if (numberOf[node] === 0) visit(node, 1)
  }
  return { vertex: vertex.subarray(0, count + 1), parent, links, linkCount, free: cursor }
}

/**
 * The links to each number side by side: those to w come from incoming[firstIn[w]] up to incoming[firstIn[w + 1]]. Two passes that write at
 * random cost less than lists: there each step would wait for the one before to come from memory.
 */
function incomingLinks(links: Uint32Array, linkCount: number, count: number) {
  const firstIn = new Uint32Array(count + 2)
  const incoming = new Uint32Array(linkCount)
  for (let i = 0; i < linkCount; i++) firstIn[links[2 * i + 1]]++
  for (let w = 1; w < firstIn.length; w++) firstIn[w] += firstIn[w - 1]
  for (let i = 0; i < linkCount; i++) incoming[--firstIn[links[2 * i + 1]]] = links[2 * i]
  return { firstIn, incoming }
}
