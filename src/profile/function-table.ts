import { type AllocationProfile, type Bound, type Cost, costs, type ProfileFrame, type ProfileSite } from './allocation-profile.js'
import { boundOfSum } from './assemble.js'
import { boundOf } from './bounds.js'
import { frameKey } from './call-nodes.js'

/** A row of a table of functions: bytes. */
export interface FunctionRow {
  /** The function. */
  readonly frame: ProfileFrame
  /** The sites whose innermost function it is. */
  readonly sites: readonly ProfileSite[]
  /** Each cost over all sites. */
  readonly sums: Readonly<Record<Cost, number>>
  /** The part of the total outside the heap. */
  readonly external: number
  /** Blocks allocated; an estimate. */
  readonly blocks: number
  /** Samples that the sums are estimated from. */
  readonly samples: number
  /** At 95 %, of the cost that the table is sorted by. */
  readonly bound: Bound | undefined
}

/**
 * Whose a site is: the innermost function that is the program's own, not the engine's nor Node's, so that a Buffer is who asked for it. The
 * innermost of all where there is none.
 */
export function programFrame(site: Pick<ProfileSite, 'stack'>): ProfileFrame {
  return site.stack.find(({ file }) => file !== '' && !file.startsWith('node:')) ?? site.stack[0]
}

/** Sites by function, the heaviest first. O(sites × log sites). */
export function functionRows(
  sites: readonly ProfileSite[],
  cost: Cost,
  frameOf: (site: ProfileSite) => ProfileFrame | undefined = programFrame,
): FunctionRow[] {
  const groups = new Map<string, { frame: ProfileFrame; sites: ProfileSite[] }>()
  for (const site of sites) {
    const frame = frameOf(site)
    if (frame === undefined) continue
    const key = frameKey(frame)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { frame, sites: [site] })
    else group.sites.push(site)
  }
  return [...groups.values()].map((group) => rowOf(group, cost)).sort((a, b) => b.sums[cost] - a.sums[cost])
}

function rowOf({ frame, sites }: { frame: ProfileFrame; sites: readonly ProfileSite[] }, cost: Cost): FunctionRow {
  const sum = (of: (site: ProfileSite) => number) => sites.reduce((all, site) => all + of(site), 0)
  const sums = Object.fromEntries(costs.map((name) => [name, sum((site) => site[name] ?? 0)])) as Record<Cost, number>
  return {
    frame,
    sites,
    sums,
    external: sum(({ external }) => external),
    blocks: sum(({ blocks = 0 }) => blocks),
    samples: sum(({ samples }) => samples),
    bound: boundOfSum(sites, cost),
  }
}

/** Who called a function where something was allocated in it or below it, and whom it called. */
export function neighboursOf(profile: AllocationProfile, name: string, cost: Cost): { callers: FunctionRow[]; callees: FunctionRow[] } {
  const places = new Map<ProfileSite, number>()
  for (const site of profile.sites) {
    const at = site.stack.findIndex((frame) => frame.function === name)
    if (at >= 0) places.set(site, at)
  }
  const within = [...places.keys()]
  const at = (site: ProfileSite) => places.get(site) as number
  const itself: ProfileFrame = { function: '(itself)', file: '', line: 0, column: 0 }
  const callers = functionRows(within, cost, (site) => site.stack[at(site) + 1] ?? { ...itself, function: '(nobody)' })
  const callees = functionRows(within, cost, (site) => site.stack[at(site) - 1] ?? itself)
  return { callers, callees }
}

/** What a function costs more, or less, than before: bytes. */
export interface FunctionChange {
  /** The function. */
  readonly frame: ProfileFrame
  /** Its cost in the first profile. */
  readonly before: number
  /** Its cost in the second. */
  readonly after: number
  /** `after` - `before`. */
  readonly delta: number
  /** Whether the change is more than sampling explains: more than its own bound at 95 %. Undefined where a profile has no bounds. */
  readonly isCertain: boolean | undefined
}

/** Functions of both profiles, the largest change first. Sites are matched by function, file and line. */
export function functionChanges(before: AllocationProfile, after: AllocationProfile, cost: Cost): FunctionChange[] {
  const rows = new Map<string, { before?: FunctionRow; after?: FunctionRow }>()
  for (const row of functionRows(before.sites, cost)) rows.set(frameKey(row.frame), { before: row })
  for (const row of functionRows(after.sites, cost)) rows.set(frameKey(row.frame), { ...rows.get(frameKey(row.frame)), after: row })
  const changes = [...rows.values()].map(({ before: old, after: fresh }): FunctionChange => {
    const { frame } = (fresh ?? old) as FunctionRow
    const [was, is] = [old?.sums[cost] ?? 0, fresh?.sums[cost] ?? 0]
    return { frame, before: was, after: is, delta: is - was, isCertain: isCertain(old, fresh, cost, is - was, before, after) }
  })
  return changes.filter(({ delta }) => delta !== 0).sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta))
}

/** By the width of the larger one's bound for sums of both variances. */
function isCertain(
  old: FunctionRow | undefined,
  fresh: FunctionRow | undefined,
  cost: Cost,
  delta: number,
  before: AllocationProfile,
  after: AllocationProfile,
): boolean | undefined {
  const column = costs.indexOf(cost)
  let variance = 0
  let widest = 0
  for (const site of [...(old?.sites ?? []), ...(fresh?.sites ?? [])]) {
    if (site.spread === undefined) return undefined
    variance += site.spread[column]
    widest = Math.max(widest, site.spread[4])
  }
  // a function that one of them has no sample of may have been missed there
  const missed = old === undefined ? before : fresh === undefined ? after : undefined
  if (missed !== undefined && widest > 0) widest = Math.max(widest, missed.interval.widest)
  const [, upper] = boundOf({ bytes: 0, variance: 0, widest })
  return Math.abs(delta) > Math.max(2.33 * Math.sqrt(variance), missed === undefined ? 0 : upper)
}
