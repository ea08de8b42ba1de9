/** What `set` costs where sizes are measured, as a part of what it costs with JSON.stringify().length; the probe's has to be half of that at most. */
import { runChild } from './child.mjs'
import { markdown, ratio, verdict } from './tables.mjs'

const KILOBYTES = [1, 10, 100]
const TARGET = 0.5
const ways = { 'by the probe': {}, 'by the model': { MEMSIZE_PROBE: 'off' } }

export function cache() {
  const verdicts = []
  const rows = Object.entries(ways).map(([how, env]) => {
    const found = KILOBYTES.map((kilobytes) => runChild('cache-child.mjs', [kilobytes], 2048, env))
    found.forEach(({ by, ratio: part, quartiles }, i) => {
      if (!how.endsWith(by)) throw new Error(`Expected sizes ${how}, and they were by the ${by}`)
      if (by === 'probe')
        verdicts.push(
          `${verdict(`set of ${KILOBYTES[i]} kB / with JSON length`, part, TARGET)} (quartiles ${quartiles.map(ratio).join(' to ')})`,
        )
    })
    return [how, ...found.map(({ ratio: part }) => ratio(part))]
  })
  const table = markdown(['set / with JSON length', ...KILOBYTES.map((kilobytes) => `document of ${kilobytes} kB`)], rows)
  console.log(
    `\nCaches: processor time of a set, medians of interleaved rounds on Node ${process.version}\n\n${table}\n\n${verdicts.join('\n')}`,
  )
  return { cache: table }
}
