/** Heap snapshots: reading, dominators and the list of what retains most, against JSON.parse alone and against other tools, each in a process of its own. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dominatorTree, readHeapSnapshot } from '../dist/esm/heap.js'
import { runChild } from './child.mjs'
import { markdown, ratio, verdict } from './tables.mjs'

const RECORDS = 220_000 // a snapshot of some 160 MB
const LARGEST = 12_288 // MB of heap a tool may take
const ROUNDS = 3
const TOOLS = {
  json: 'JSON.parse alone',
  memsize: 'memsize',
  toolkit: 'heap-snapshot-toolkit (DevTools)',
  memlab: 'memlab',
}
/** Which edges each tool counts. */
const POLICIES = { toolkit: 'devtools', memlab: 'plain' }

export async function snapshot() {
  const folder = mkdtempSync(join(tmpdir(), 'memsize-bench-'))
  try {
    const file = join(folder, 'large.heapsnapshot')
    const builder = fileURLToPath(new URL('snapshot-build.mjs', import.meta.url))
    const built = spawnSync(process.execPath, [`--max-old-space-size=${LARGEST}`, builder, file, String(RECORDS)], { stdio: 'inherit' })
    if (built.status !== 0 || !existsSync(file)) throw new Error(`no snapshot was built: ${built.signal ?? built.status}; see above`)
    const sizesOf = (tool) => join(folder, `${tool}.sizes`)
    const best = {}
    // interleaved, so that a busy moment hits all alike
    for (let round = 0; round < ROUNDS; round++) {
      for (const tool of Object.keys(TOOLS)) {
        // the others take so long that once is enough
        if (round > 0 && tool !== 'json' && tool !== 'memsize') continue
        const sizes = round === 0 ? [sizesOf(tool)] : []
        const found = runChild('snapshot-child.mjs', [tool, file, ...sizes], LARGEST)
        const { seconds = Infinity, peak = Infinity } = best[tool] ?? {}
        best[tool] = { seconds: Math.min(seconds, found.seconds), peak: Math.min(peak, found.peak) }
      }
    }
    const rows = Object.entries(TOOLS).map(([tool, title]) => {
      const { seconds, peak } = best[tool]
      return [title, seconds.toFixed(2), ratio(seconds / best.json.seconds), peak.toFixed(0), ratio(peak / best.json.peak)]
    })
    const table = markdown(['', 'seconds', '× JSON.parse', 'peak RSS, MB', '× JSON.parse'], rows)
    const graph = await readHeapSnapshot(file)
    const megabytes = Math.round(statSync(file).size / 1e6)
    console.log(
      `\nA heap snapshot of ${megabytes} MB, ${graph.nodeCount} nodes, ${graph.edgeCount} edges, Node ${process.version}\n\n${table}\n`,
    )
    console.log(verdict('time', best.memsize.seconds / best.json.seconds, 1.5))
    console.log(verdict('peak memory', best.memsize.peak / best.json.peak, 0.6))
    for (const [tool, policy] of Object.entries(POLICIES)) {
      const theirs = new Float64Array(new Uint8Array(readFileSync(sizesOf(tool))).buffer)
      console.log(`${TOOLS[tool]}, policy ${policy}: ${agreement(graph, dominatorTree(graph, { policy }).retained, theirs)}`)
    }
    return { snapshot: table }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** How far retained sizes agree, over all that is reached. */
function agreement(graph, ours, theirs) {
  let compared = 0
  let near = 0
  for (let node = 1; node < graph.nodeCount; node++) {
    if (ours[node] === 0 && theirs[node] === 0) continue
    compared++
    if (Math.abs(ours[node] - theirs[node]) <= theirs[node] * 0.001) near++
  }
  return `${near} of ${compared} retained sizes within 0.1 % (${((near / compared) * 100).toFixed(2)} %)`
}
