/** What a profile costs, as CPU time of paired runs: the program alone, with V8's sampler alone, with memsize's profile. */
import { formatBytes } from '../dist/esm/index.js'
import { runChild } from './child.mjs'
import { quantile } from './rounds.mjs'
import { markdown } from './tables.mjs'

const workloads = { json: 'JSON.parse and JSON.stringify', http: 'an HTTP server and its clients', loop: 'a tight loop of small objects' }

export function profile() {
  const rows = Object.entries(workloads).map(([name, title]) => {
    const { times, interval, bytes } = runChild('profile-child.mjs', [name, process.env.ROUNDS ?? 40])
    const overhead = (way) => quantile(times[way].map((time, i) => time / times.plain[i] - 1))
    const [again, v8, memsize] = ['again', 'v8', 'memsize'].map(overhead)
    const ratio = quantile(times.memsize.map((time, i) => time / times.v8[i]))
    return [
      title,
      percent(again),
      percent(v8),
      percent(memsize),
      ratio.toFixed(3),
      `${formatBytes(bytes)} a run`,
      formatBytes(interval.last),
    ]
  })
  console.log(markdown(['workload', 'nothing', "V8's sampler", 'memsize', "memsize to V8's", 'allocates', 'interval'], rows))
  return {}
}

const percent = (share) => `${share < 0 ? '' : '+'}${(100 * share).toFixed(1)} %`
