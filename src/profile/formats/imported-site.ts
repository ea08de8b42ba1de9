import { type Bound, type Cost, costs, type ProfileFrame, type ProfileSite, type Spread } from '../allocation-profile.js'
import { boundOf } from '../bounds.js'
import { noJavaScript } from '../recorded-sites.js'

/** What a file says of a site: what it leaves out is not known. */
export interface ImportedSite {
  readonly stack: readonly ProfileFrame[]
  readonly costs: Readonly<Partial<Record<Cost, number>>>
  readonly blocks?: number | undefined
  readonly liveBlocks?: number | undefined
  readonly thread?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly external?: number
  readonly samples?: number
  readonly spread?: Spread
  readonly lifetime?: ProfileSite['lifetime']
}

export function importedSite(site: ImportedSite): ProfileSite {
  const stack = site.stack.length === 0 ? [noJavaScript] : site.stack
  const { spread } = site
  const bounds: Partial<Record<Cost, Bound>> = {}
  if (spread !== undefined) {
    for (const [i, cost] of costs.entries()) {
      const bytes = site.costs[cost]
      if (bytes !== undefined) bounds[cost] = boundOf({ bytes, variance: spread[i], widest: spread[4] })
    }
  }
  const { total, peak, live, temporary } = site.costs
  return {
    ...stack[0],
    stack,
    thread: site.thread ?? 'main',
    labels: site.labels ?? {},
    total,
    peak,
    live,
    temporary,
    external: site.external ?? 0,
    blocks: site.blocks,
    liveBlocks: site.liveBlocks,
    samples: site.samples ?? 0,
    bound: bounds.total ?? bounds.live,
    bounds,
    spread,
    lifetime: site.lifetime,
  }
}
