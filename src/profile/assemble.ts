import { type AllocationProfile, type Bound, type Cost, costs, type ProfileInterval, type ProfileSite } from './allocation-profile.js'
import { boundOf } from './bounds.js'

/** What a profile is made of; the rest follows from its sites. */
export type ProfileParts = Pick<AllocationProfile, 'by' | 'sites'> &
  Partial<
    Pick<AllocationProfile, 'engine' | 'begun' | 'milliseconds' | 'threads' | 'notes' | 'arrayBuffers' | 'sizes' | 'events' | 'interval'>
  >

const noInterval: ProfileInterval = { asked: 0, last: 0, widest: 0 }

/** Sums the sites up, and puts the heaviest first. O(sites × log sites). */
export function assembled(parts: ProfileParts): AllocationProfile {
  const known = costs.filter((cost) => parts.sites.some((site) => site[cost] !== undefined))
  const first = known[0] ?? 'total'
  const sites = [...parts.sites].sort((a, b) => (b[first] ?? 0) - (a[first] ?? 0))
  const bounds: Partial<Record<Cost, Bound>> = {}
  const sums: Partial<Record<Cost, number>> = {}
  for (const cost of known) {
    sums[cost] = sumOf(sites, (site) => site[cost] ?? 0)
    const bound = boundOfSum(sites, cost)
    if (bound !== undefined) bounds[cost] = bound
  }
  const hasBlocks = sites.some(({ blocks }) => blocks !== undefined)
  return {
    by: parts.by,
    engine: parts.engine ?? '',
    begun: parts.begun ?? 0,
    milliseconds: parts.milliseconds ?? 0,
    costs: known,
    sites,
    sums: {
      ...sums,
      external: sumOf(sites, ({ external }) => external),
      blocks: hasBlocks ? sumOf(sites, ({ blocks = 0 }) => blocks) : undefined,
    },
    bounds,
    interval: parts.interval ?? parts.threads?.[0]?.interval ?? noInterval,
    threads: parts.threads ?? [],
    notes: parts.notes ?? [],
    arrayBuffers: parts.arrayBuffers,
    sizes: parts.sizes ?? [],
    events: parts.events,
  }
}

const sumOf = (sites: readonly ProfileSite[], of: (site: ProfileSite) => number): number => sites.reduce((sum, site) => sum + of(site), 0)

/** Where the truth of a sum over sites is at 95 %: bytes. Undefined where one of them has no bound. */
export function boundOfSum(sites: readonly ProfileSite[], cost: Cost): Bound | undefined {
  let bytes = 0
  let variance = 0
  let widest = 0
  for (const site of sites) {
    if (site.spread === undefined || site[cost] === undefined) return undefined
    bytes += site[cost]
    variance += site.spread[costs.indexOf(cost)]
    widest = Math.max(widest, site.spread[4])
  }
  return boundOf({ bytes, variance, widest })
}
