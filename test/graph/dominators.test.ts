import { heapClasses } from '../../src/graph/by-class.js'
import { Distances } from '../../src/graph/distances.js'
import { DominatorTree, nobody } from '../../src/graph/dominators.js'
import { devtoolsPolicy, type EdgePolicy, plainPolicy } from '../../src/graph/edge-policy.js'
import { forwardDominators } from '../../src/graph/forward-dominators.js'
import { HeapGraph } from '../../src/graph/heap-graph.js'
import { heaviest } from '../../src/graph/heaviest.js'
import { StringTable } from '../../src/graph/string-table.js'
import { isThorough } from '../in-engines.js'
import { graph } from './notation.js'

interface Random {
  int(low: number, high: number): number
  chance(probability: number): boolean
  pick<Item>(list: readonly Item[]): Item
}
const { seeded } = jest.requireActual<{ seeded(seed: number): Random }>('../oracle/seeded.cjs')

const graphs = isThorough ? 4000 : 800

/** `a<r b<a`: each node with its dominator, in the order of nodes; what nothing reaches is left out. */
function dominators(text: string, policy: EdgePolicy): string {
  const heap = graph(text)
  const { dominator } = new DominatorTree(heap, policy)
  const said: string[] = []
  for (let node = 1; node < heap.nodeCount; node++) {
    if (dominator[node] !== nobody) said.push(`${heap.nameOf(node)}<${heap.nameOf(dominator[node])}`)
  }
  return said.join(' ')
}

test.each([
  ['r>a r>b a>c b>c', 'a<r b<r c<r'],
  ['r>a a>b b>c', 'a<r b<a c<b'],
  ['r>a a>b b>a', 'a<r b<a'],
  ['r>a a>b a>c b>d c>d d>e', 'a<r b<a c<a d<a e<d'],
  ['r>a a>a', 'a<r'],
  ['r>a r>b a>b b>a', 'a<r b<r'],
  // the example of Lengauer and Tarjan (1979), figure 1
  [
    'r>a r>b r>c a>d b>a b>d b>e c>f c>g d>l e>h f>i g>i g>j h>e h>k i>k j>i k>i k>r l>h',
    'a<r b<r c<r d<r e<r f<c g<c l<d h<r i<r j<g k<r',
  ],
  // irreducible, and a semidominator that is no dominator
  ['r>a a>b b>c c>d a>e e>d r>e d>b', 'a<r b<r c<b d<r e<r'],
])('%s', (text, expected) => {
  expect(dominators(text, plainPolicy)).toBe(expected)
  expect(dominators(text, devtoolsPolicy)).toBe(expected)
})

const EPHEMERON = 'i:1~/~part~of~key~(K~@5)~->~value~(V~@7)~pair~in~WeakMap~(table~@3)'

test.each<[what: string, text: string, plain: string, devtools: string]>([
  ['weak edges hold nothing', 'r w:x>a .b>b b .c>c', 'b<r c<b', 'a<r b<r c<b'],
  ['a shortcut holds out of the root alone', 'r s:x>a a .b>b b s:y>c r h:1>c', 'a<r b<a c<r', 'a<r b<a c<r'],
  ['what a shortcut alone reaches', 'r .a>a a s:x>b', 'a<r b<a', 'a<r b<r'],
  ['a ring that nothing reaches', 'r .a>a b .c>c c .b>b', 'a<r', 'a<r b<r c<b'],
  ['what hangs on a stray', 'r .a>a b .c>c c .d>d', 'a<r', 'a<r b<r c<b d<c'],
  ['what the engine holds beside the program', 'r s:g>g [1]>e g .a>a e:synthetic .a>a', 'g<r e<r a<r', 'g<r e<r a<g'],
  ['a WeakMap entry hangs on its key', `r .t>t .k>k t ${EPHEMERON}>v k ${EPHEMERON}>v`, 't<r k<r v<r', 't<r k<r v<k'],
])('%s', (_, text, plain, devtools) => {
  expect(dominators(text, plainPolicy)).toBe(plain)
  expect(dominators(text, devtoolsPolicy)).toBe(devtools)
})

/** Which edges count, said once more without the code under test. */
function counted(heap: HeapGraph, policy: EdgePolicy): [from: number, to: number][] {
  const all: { from: number; to: number; type: string }[] = []
  for (let from = 0; from < heap.nodeCount; from++) {
    for (let edge = heap.firstEdge[from]; edge < heap.firstEdge[from + 1]; edge++) {
      all.push({ from, to: heap.edgeTo[edge], type: heap.edgeTypeOf(edge) })
    }
  }
  const strong = all.filter(({ type }) => type !== 'weak')
  if (policy === plainPolicy) return strong.map(({ from, to }) => [from, to])
  const globals = all.filter(({ from, type }) => from === 0 && type === 'shortcut').map(({ to }) => to)
  const program = reach(
    heap.nodeCount,
    globals,
    strong.map(({ from, to }) => [from, to]),
    -1,
  )
  const edges = strong
    .filter(({ from, type }) => from === 0 || type !== 'shortcut')
    .filter(({ from, to }) => from === 0 || program.has(from) || !program.has(to))
    .map(({ from, to }): [number, number] => [from, to])
  for (let node = 0; node < heap.nodeCount; node++) if (!edges.some(([from, to]) => to === node && from !== to)) edges.push([0, node])
  for (let node = 0; node < heap.nodeCount; node++) if (!reach(heap.nodeCount, [0], edges, -1).has(node)) edges.push([0, node])
  return edges
}

function reach(count: number, starts: readonly number[], edges: readonly (readonly [number, number])[], without: number): Set<number> {
  const next: number[][] = Array.from({ length: count }, () => [])
  for (const [from, to] of edges) next[from].push(to)
  const seen = new Set(starts.filter((start) => start !== without))
  for (const node of seen) for (const to of next[node]) if (to !== without) seen.add(to)
  return seen
}

const EDGE_TYPES = ['property', 'property', 'property', 'element', 'internal', 'weak', 'shortcut']

interface Edge {
  readonly from: number
  readonly to: number
  readonly type: string
}

function randomEdges(random: Random, nodes: number, count: number): Edge[] {
  return Array.from({ length: count }, () => ({
    from: random.int(0, nodes - 1),
    to: random.int(0, nodes - 1),
    type: random.chance(0.7) ? 'property' : random.pick(EDGE_TYPES),
  }))
}

function randomGraph(seed: number): HeapGraph {
  const random = seeded(seed)
  const nodes = random.int(1, 14)
  const degree = random.pick([0.7, 1.2, 1.6, 2.5, 4])
  return graphOf(random, nodes, randomEdges(random, nodes, Math.round(nodes * degree)))
}

/** Each node but the first is referred to by one before it, as the probe numbers them; some more edges lead anywhere. */
function randomForwardGraph(seed: number): HeapGraph {
  const random = seeded(seed)
  const nodes = random.int(1, 14)
  const tree = Array.from({ length: nodes - 1 }, (_, i) => ({ from: random.int(Math.max(0, i - 4), i), to: i + 1, type: 'property' }))
  return graphOf(random, nodes, [...tree, ...randomEdges(random, nodes, random.pick([0, 1, 2, 4, 10]))])
}

function graphOf(random: Random, nodes: number, unsorted: readonly Edge[]): HeapGraph {
  const edges = [...unsorted].sort((a, b) => a.from - b.from)
  const firstEdge = new Uint32Array(nodes + 1)
  for (const { from } of edges) firstEdge[from + 1]++
  for (let node = 0; node < nodes; node++) firstEdge[node + 1] += firstEdge[node]
  const edgeTypes = [...new Set(EDGE_TYPES)]
  const names = ['A', 'B', 'C']
  return new HeapGraph({
    nodeTypes: ['object', 'synthetic'],
    edgeTypes,
    strings: StringTable.from(names),
    nodeType: new Uint8Array(nodes),
    nodeName: Uint32Array.from({ length: nodes }, () => random.int(0, 2)),
    nodeId: Uint32Array.from({ length: nodes }, (_, node) => 2 * node + 1),
    selfSize: Uint32Array.from({ length: nodes }, () => random.int(0, 100)),
    firstEdge,
    edgeType: Uint8Array.from(edges, ({ type }) => edgeTypes.indexOf(type)),
    edgeName: new Uint32Array(edges.length),
    edgeTo: Uint32Array.from(edges, ({ to }) => to),
  })
}

const weigh = (heap: HeapGraph, nodes: Iterable<number>) => [...nodes].reduce((sum, node) => sum + heap.selfSize[node], 0)

/** Everything said of a graph, against: delete the node, search, and see what is gone. */
function checkAgainstDeletion(seed: number, policy: EdgePolicy, heap: HeapGraph): void {
  const tree = new DominatorTree(heap, policy)
  const edges = counted(heap, policy)
  const alive = reach(heap.nodeCount, [0], edges, -1)
  const gone: Set<number>[] = []
  for (let node = 0; node < heap.nodeCount; node++) {
    const left = node === 0 ? new Set<number>() : reach(heap.nodeCount, [0], edges, node)
    gone.push(alive.has(node) ? new Set([...alive].filter((other) => !left.has(other))) : new Set())
  }
  const expected = gone.map((_, node) => {
    if (!alive.has(node)) return nobody
    if (node === 0) return 0
    const above = [...alive].filter((other) => other !== node && gone[other].has(node))
    return above.sort((a, b) => gone[a].size - gone[b].size)[0]
  })
  const fail = (what: string, got: unknown, wanted: unknown) => {
    throw new Error(`Seed ${seed}, policy ${policy.name}: ${what} is ${JSON.stringify(got)}, expected ${JSON.stringify(wanted)}`)
  }
  const compare = (what: string, got: ArrayLike<unknown>, wanted: ArrayLike<unknown>) => {
    const [a, b] = [Array.from(got), Array.from(wanted)]
    if (JSON.stringify(a) !== JSON.stringify(b)) fail(what, a, b)
  }
  compare('dominator', tree.dominator, expected)
  const retained = gone.map((nodes) => weigh(heap, nodes))
  compare('retained', tree.retained, retained)
  compare(
    'order',
    [...tree.order].sort((a, b) => a - b),
    [...alive].sort((a, b) => a - b),
  )
  const place = new Map([...tree.order].map((node, i) => [node, i]))
  for (const node of tree.order)
    if (node !== 0 && !(place.get(expected[node])! < place.get(node)!)) fail('order', [...tree.order], 'dominators first')

  const ofClass = ['A', 'B', 'C'].flatMap((name) => {
    const nodes = [...alive].filter((node) => heap.nameOf(node) === name && heap.selfSize[node] > 0)
    // all that is gone without any one of them
    const freed = new Set(nodes.flatMap((node) => [...gone[node]]))
    return nodes.length === 0 ? [] : [{ name, count: nodes.length, shallow: weigh(heap, nodes), retained: weigh(heap, freed) }]
  })
  const byName = (rows: readonly { name: string }[]) => [...rows].sort((a, b) => (a.name < b.name ? -1 : 1))
  compare('classes', byName(heapClasses(tree)), byName(ofClass))

  const count = 1 + (seed % 5)
  const best = [...alive].filter((node) => node !== 0).sort((a, b) => retained[b] - retained[a] || a - b)
  compare('heaviest', heaviest(tree, count), best.slice(0, count))

  if (policy === plainPolicy) {
    // shortest paths, by rounds
    const distances = new Distances(tree)
    const steps = new Map([[0, 0]])
    for (let round = 0; round < heap.nodeCount; round++) {
      for (const [from, to] of edges) if (steps.get(from) === round && !steps.has(to)) steps.set(to, round + 1)
    }
    for (let node = 0; node < heap.nodeCount; node++) {
      const path = distances.path(node)
      if (distances.distance[node] !== (steps.get(node) ?? -1)) fail(`distance of ${node}`, distances.distance[node], steps.get(node))
      if (path.length !== (steps.get(node) ?? -1) + 1) fail(`path to ${node}`, path, `${steps.get(node)} steps`)
      path.forEach(({ node: at, edge }, i) => {
        const from = path[i - 1]?.node
        if (i === 0 ? at !== 0 : heap.edgeTo[edge] !== at || !(heap.firstEdge[from] <= edge && edge < heap.firstEdge[from + 1]))
          fail('path', path, '')
      })
    }
  }
}

test.each([plainPolicy, devtoolsPolicy])('random graphs agree with deleting each node: $name', (policy) => {
  for (let seed = 1; seed <= graphs; seed++) checkAgainstDeletion(seed, policy, randomGraph(seed))
})

test.each([plainPolicy, devtoolsPolicy])('graphs numbered as they are met, too: $name', (policy) => {
  for (let seed = 1; seed <= graphs; seed++) checkAgainstDeletion(seed, policy, randomForwardGraph(seed))
})

test('a graph is given by its numbers: each node but the first has an edge from one before it', () => {
  const types = Uint8Array.of(1)
  const isForward = (nodes: number, ...edges: [number, number][]) => forwardDominators(bare(nodes, edges), { types }) !== undefined
  expect(isForward(1)).toBe(true)
  expect(isForward(3, [0, 1], [1, 2], [2, 1], [2, 0])).toBe(true)
  expect(isForward(3, [0, 2], [2, 1])).toBe(false)
  expect(isForward(3, [0, 1])).toBe(false)
  expect(isForward(4, [0, 1], [2, 3], [3, 2])).toBe(false)
})

/** A graph of one property per edge, without names. */
function bare(nodes: number, edges: readonly [from: number, to: number][]): HeapGraph {
  const firstEdge = new Uint32Array(nodes + 1)
  const sorted = [...edges].sort((a, b) => a[0] - b[0])
  for (const [from] of sorted) firstEdge[from + 1]++
  for (let node = 0; node < nodes; node++) firstEdge[node + 1] += firstEdge[node]
  return new HeapGraph({
    nodeTypes: ['object'],
    edgeTypes: ['property'],
    strings: StringTable.from(['x']),
    nodeType: new Uint8Array(nodes),
    nodeName: new Uint32Array(nodes),
    nodeId: new Uint32Array(nodes),
    selfSize: new Uint32Array(nodes).fill(1),
    firstEdge,
    edgeType: new Uint8Array(sorted.length),
    edgeName: new Uint32Array(sorted.length),
    edgeTo: Uint32Array.from(sorted, ([, to]) => to),
  })
}

test.each([
  ["a store is its owner's", 'r .a>a a=10 i:elements>s s:array=100 .b>b b=5', 'a=110 s=0 b=5'],
  ['a store of a store too', 'r .a>a a=10 i:table>s s:hidden=100 h:1>t t:array=1000 w:x>u u:hidden=7', 'a=1110 s=0 t=0 u=7'],
  ["a store of two is nobody's", 'r .a>a .b>b a=10 i:elements>s b=20 i:elements>s s:array=100 h:1>t t:array=50', 'a=10 b=20 s=100 t=50'],
  ['the data of an external string', `r .a>a a:string=10 h:1>d d:native=100'system~/~ExternalStringData'`, 'a=110 d=0'],
  ['the engine owns nothing', 'r [1]>e e:synthetic=0 [1]>s s:hidden=100', 'e=0 s=100'],
])('%s', (_, text, expected) => {
  const heap = graph(text)
  const { shallow, retained } = new DominatorTree(heap)
  const labels = expected.split(' ').map((entry) => entry.split('=')[0])
  expect(labels.map((label) => `${label}=${shallow[heap.node(label)]}`).join(' ')).toBe(expected)
  expect(retained[0]).toBe(
    weigh(
      heap,
      Array.from(heap.selfSize, (_, node) => node),
    ),
  )
})

describe('paths', () => {
  const pathTo = (text: string, label: string) => {
    const heap = graph(text)
    return new Distances(new DominatorTree(heap))
      .path(heap.node(label))
      .map(({ node }) => heap.nameOf(node))
      .join(' ')
  }

  test.each([
    ['from the globals, though the engine is nearer', 'r s:g>g [1]>e g .x>x x .a>a e:synthetic .a>a', 'a', 'r g x a'],
    ['from the engine where nothing else leads', 'r s:g>g [1]>e e:synthetic .b>b', 'b', 'r e b'],
    ['not by descriptors of a hidden class', "r .d>d .x>x d:array'(map~descriptors)' h:4>a x .y>y y .a>a", 'a', 'r x y a'],
    ['by them where nothing else leads', "r .d>d d:array'(map~descriptors)' h:4>a a .b>b", 'b', 'r (map descriptors) a b'],
    ['a stray begins its own', 'r .x>x a .b>b', 'b', 'a b'],
  ])('%s', (_, text, label, expected) => {
    expect(pathTo(text, label)).toBe(expected)
  })
})

// numbered as they are met, and the other way round, but for the root
describe.each([false, true])('large, numbers reversed: %p', (isReversed) => {
  const numberedGraph = (nodes: number, edges: readonly [number, number][]) => {
    const number = (node: number) => (node === 0 || !isReversed ? node : nodes - node)
    const heap = bare(
      nodes,
      edges.map(([from, to]) => [number(from), number(to)]),
    )
    return { tree: new DominatorTree(heap), number }
  }

  test('a list of a million nodes', () => {
    const length = 1e6
    const { tree, number } = numberedGraph(
      length,
      Array.from({ length: length - 1 }, (_, i): [number, number] => [i, i + 1]),
    )
    expect(tree.retained[number(length - 1)]).toBe(1)
    expect(tree.retained[number(1)]).toBe(length - 1)
    expect(new Distances(tree).path(number(length - 1))).toHaveLength(length)
    expect(heapClasses(tree)).toMatchObject([{ count: length, retained: length }])
  })

  test('a list whose last holds what the first holds too: no walk up the list for each', () => {
    const half = 200_000
    const edges: [number, number][] = []
    for (let i = 0; i < half - 1; i++) edges.push([i, i + 1])
    for (let i = half; i < 2 * half; i++) edges.push([half - 1, i])
    for (let i = half; i < 2 * half; i++) edges.push([1, i])
    const { tree, number } = numberedGraph(2 * half, edges)
    expect(tree.dominator[number(2 * half - 1)]).toBe(number(1))
    expect(tree.retained[number(half - 1)]).toBe(1)
  })
})
