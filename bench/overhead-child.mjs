/** What buffers cost: prints the RSS that each of many took, and what an allocator says of one. */
import { allocator, processMemory, usableSize } from '../dist/esm/process.js'

const [count, bytes] = process.argv.slice(2).map(Number)
const kept = new Array(count)
// what the report itself takes is taken before
processMemory()
globalThis.gc()
const before = processMemory()
for (let i = 0; i < count; i++) kept[i] = new ArrayBuffer(bytes)
globalThis.gc()
const after = processMemory()
const malloc = (memory) => memory.part('malloc')?.bytes ?? 0
const { name, version } = allocator()
const report = {
  allocator: `${name} ${version}`,
  rss: (after.rss - before.rss) / count,
  malloc: (malloc(after) - malloc(before)) / count,
  usable: usableSize(bytes),
  kept: kept.length,
}
process.stdout.write(JSON.stringify(report), () => process.exit())
