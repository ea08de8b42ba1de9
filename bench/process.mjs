/** What a report of the process costs, against the bare reading of /proc/self/smaps, in processes of several kinds. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const kinds = ['idle', 'heap of 300 MB', 'buffers of 400 MB', 'ten workers']

export function processes() {
  const child = fileURLToPath(new URL('process-child.mjs', import.meta.url))
  const rows = kinds.map((kind) => {
    const run = spawnSync(process.execPath, ['--expose-gc', child, kind], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
    return JSON.parse(run.stdout)
  })
  console.log('\nA report of the process: time relative to reading /proc/self/smaps into a fixed buffer, medians of interleaved rounds')
  console.table(
    Object.fromEntries(
      rows.map(({ kind, rss, mappings, full, quick, allocated, moved }) => [
        kind,
        {
          'RSS MB': Math.round(rss / 1e6),
          mappings,
          'report / reading': full.toFixed(2),
          'quick / reading': quick.toFixed(2),
          'heap kB': (allocated / 1e3).toFixed(0),
          'RSS moved kB': (moved / 1e3).toFixed(0),
        },
      ]),
    ),
  )
}
