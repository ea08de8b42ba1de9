/** The largest inputs that are still ordinary: each in a process of its own. */
import { runChild } from './child.mjs'
import { markdown } from './tables.mjs'

const INPUTS = { array: 'array of 30 million integers', graph: 'graph of 20 million objects', list: 'linked list of 10 million nodes' }
const MEGABYTES = 12_288

export function large() {
  const rows = Object.entries(INPUTS).map(([input, title]) => {
    const { bytes, seconds, count, peak } = runChild('large-child.mjs', [input], MEGABYTES)
    return [
      title,
      count.toLocaleString('en'),
      bytes.toLocaleString('en'),
      seconds.toFixed(2),
      ((seconds * 1e9) / count).toFixed(0),
      String(peak),
    ]
  })
  console.log(
    `\nLarge values, Node ${process.version}\n\n${markdown(['value', 'parts', 'bytes', 'seconds', 'ns per part', 'peak RSS, MB'], rows)}`,
  )
  return {}
}
