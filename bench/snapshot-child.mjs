/** node snapshot-child.mjs <tool> <file> [sizes]: reads a heap snapshot, and prints what that took. Retained sizes, by node, go to the file `sizes`. */
import { createReadStream, readFileSync, writeFileSync } from 'node:fs'

const tools = {
  async json(file) {
    const { nodes } = JSON.parse(readFileSync(file, 'utf8'))
    return { nodes: nodes.length }
  },
  async memsize(file) {
    const { dominatorTree, readHeapSnapshot, topObjects } = await import('../dist/esm/heap.js')
    const graph = await readHeapSnapshot(file)
    topObjects(graph)
    return { nodes: graph.nodeCount, sizes: () => dominatorTree(graph).retained }
  },
  async toolkit(file) {
    const { parse } = await import('heap-snapshot-toolkit')
    const snapshot = await parse(createReadStream(file, 'utf8'))
    return { nodes: snapshot.nodeCount, sizes: () => snapshot.retainedSizes }
  },
  async memlab(file) {
    const { getFullHeapFromFile } = (await import('@memlab/heap-analysis')).default
    const { nodes } = await getFullHeapFromFile(file)
    return { nodes: nodes.length, sizes: () => Float64Array.from({ length: nodes.length }, (_, i) => nodes.get(i).retainedSize) }
  },
}

const [tool, file, sizesFile] = process.argv.slice(2)
const write = process.stdout.write.bind(process.stdout)
process.stdout.write = () => true // memlab tells its progress
const start = performance.now()
const { nodes, sizes } = await tools[tool](file)
const seconds = (performance.now() - start) / 1000
const peak = process.resourceUsage().maxRSS / 1000
if (sizesFile && sizes) writeFileSync(sizesFile, Float64Array.from(sizes()))
write(JSON.stringify({ nodes, seconds, peak }))
process.exitCode = 0
