/** What a report of the process costs, and what buffers cost under each allocator. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const kinds = ['idle', 'heap of 300 MB', 'buffers of 400 MB', 'ten workers']
/** Debian's: `apt-get install libjemalloc2 libmimalloc2.0`. */
const preloads = ['', '/usr/lib/x86_64-linux-gnu/libjemalloc.so.2', '/usr/lib/x86_64-linux-gnu/libmimalloc.so.2']
const sizes = [
  [100_000, 100],
  [20_000, 2000],
  [200, 300_000],
]

export function processes() {
  costs()
  overhead()
}

function costs() {
  const rows = kinds.map((kind) => run('process-child.mjs', [kind]))
  console.log(
    '\nA report of the process: processor time relative to reading /proc/self/smaps into a fixed buffer, medians of interleaved rounds',
  )
  console.table(
    Object.fromEntries(
      rows.map(({ kind, rss, mappings, first, full, quick, allocated, moved }) => [
        kind,
        {
          'RSS MB': Math.round(rss / 1e6),
          mappings,
          'first reports / reading': first.toFixed(2),
          'report / reading': full.toFixed(2),
          'quick / reading': quick.toFixed(2),
          'heap kB': (allocated / 1e3).toFixed(0),
          'RSS moved kB': (moved / 1e3).toFixed(0),
        },
      ]),
    ),
  )
}

function overhead() {
  const table = {}
  for (const preload of preloads) {
    if (preload && !existsSync(preload)) {
      console.log(`bench: ${preload} is not there; apt-get install libjemalloc2 libmimalloc2.0`)
      continue
    }
    for (const [count, bytes] of sizes) {
      const { allocator, rss, malloc, usable } = run('overhead-child.mjs', [count, bytes], { LD_PRELOAD: preload })
      table[`${allocator}: ${count} of ${bytes}`] = { 'RSS each': Math.round(rss), 'malloc each': Math.round(malloc), usable }
    }
  }
  console.log('\nArrayBuffers that nobody writes to: bytes of RSS, and of malloc, that each takes, and the usable size of its block')
  console.table(table)
}

function run(script, args, env = {}) {
  const file = fileURLToPath(new URL(script, import.meta.url))
  const child = spawnSync(process.execPath, ['--expose-gc', file, ...args.map(String)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  return JSON.parse(child.stdout)
}
