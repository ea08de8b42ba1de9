/** What `set` costs where sizes are measured, as a part of what it costs with JSON.stringify().length; the probe's has to be half of that at most. */
import { runChild } from './child.mjs'
import { markdown, ratio, verdict } from './tables.mjs'

const KILOBYTES = [1, 10, 100]
const TARGET = 0.5
/** Documents of the smallest objects there are, and of texts. */
const SHAPES = ['rows', 'articles']
const ways = { probe: {}, model: { MEMSIZE_PROBE: 'off' } }

export function cache() {
  const verdicts = []
  const rows = Object.entries(ways).flatMap(([way, env]) => SHAPES.map((shape) => rowOf(way, env, shape, verdicts)))
  const table = markdown(['set / with JSON length', ...KILOBYTES.map((kilobytes) => `${kilobytes} kB`)], rows)
  console.log(
    `\nCaches: processor time of a set, medians of interleaved rounds on Node ${process.version}\n\n${table}\n\n${verdicts.join('\n')}`,
  )
  return { cache: table }
}

function rowOf(way, env, shape, verdicts) {
  const cells = KILOBYTES.map((kilobytes) => {
    const { by, ratio: part, quartiles } = runChild('cache-child.mjs', [kilobytes, shape], 2048, env)
    if (by !== way) throw new Error(`Expected sizes by the ${way}, and they were by the ${by}`)
    const spread = `quartiles ${quartiles.map(ratio).join(' to ')}`
    if (by === 'probe') verdicts.push(`${verdict(`set of ${shape}, ${kilobytes} kB / with JSON length`, part, TARGET)} (${spread})`)
    return ratio(part)
  })
  return [`${shape}, by the ${way}`, ...cells]
}
