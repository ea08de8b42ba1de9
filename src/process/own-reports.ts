import { decoratedClasses } from '../describe/rules.js'
import { runningProbe } from '../method.js'
import { announcedReports, type Report } from '../reporters.js'

/** A group of objects, and what it reports. */
interface Group {
  readonly path: string
  readonly objects: readonly object[]
  /** What it says it has; undefined where only the walk tells. */
  readonly bytes: number | undefined
}

/**
 * What caches, and decorated classes whose instances are known (`live: 'size'`), have of the heap and of malloc. What two of them hold is the first one's: caches come
 * first, and an instance is its own class's. Linear in what they hold; without the probe, caches alone, by their own count.
 */
export function ownReports(): Report[] {
  const caches = announcedReports('cache').map(({ object, path, bytes }): Group => ({ path, objects: [object], bytes }))
  const groups = [...caches, ...classes()]
  if (groups.length === 0) return []
  const ends = new Uint32Array(groups.length)
  const out = new Float64Array(2 * groups.length)
  const objects: object[] = []
  groups.forEach((group, i) => {
    for (const object of group.objects) objects.push(object)
    ends[i] = objects.length
  })
  if (runningProbe()?.inTurn(objects, ends, out, caches.length) === undefined)
    return caches.map(({ path, bytes = 0 }): Report => ({ path, bytes, kind: 'heap' }))
  return groups.flatMap(({ path, bytes: said }, i): Report[] => {
    const bytes = said ?? (out[2 * i] as number)
    const external = Math.min(bytes, out[2 * i + 1] as number)
    return [
      { path, bytes: bytes - external, kind: 'heap' },
      { path, bytes: external, kind: 'external' },
    ]
  })
}

/** Classes whose instances report by themselves. */
const classes = (): Group[] =>
  decoratedClasses().flatMap(({ name, live, tally }): Group[] => {
    const objects = live === 'size' ? (tally.instances() ?? []) : []
    return objects.length === 0 ? [] : [{ path: `classes/${name}`, objects, bytes: undefined }]
  })
