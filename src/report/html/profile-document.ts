import { printable } from '../../printable.js'
import type { AllocationProfile, Cost, ProfileFrame, ProfileSite } from '../../profile/allocation-profile.js'
import { frameKey } from '../../profile/call-nodes.js'

/** What a profile's page is given, as JSON. All sizes are bytes; every text is harmless to print. */
export interface ProfileDocument {
  readonly title: string
  /** Where it came from, one line. */
  readonly note: string
  readonly costs: readonly Cost[]
  readonly sums: Readonly<Partial<Record<Cost, number>>>
  readonly bounds: Readonly<Partial<Record<Cost, readonly [number, number]>>>
  readonly notes: readonly string[]
  /** Names and files. */
  readonly strings: readonly string[]
  /** Four numbers each: name, file, line, column. */
  readonly frames: readonly number[]
  /** The tree of calls, each after its caller: the caller's number, and the frame's. Call 0 is the root. */
  readonly callers: readonly number[]
  readonly calls: readonly number[]
  /** By site: its call. */
  readonly siteCalls: readonly number[]
  /** By cost, and then by site. */
  readonly values: Readonly<Partial<Record<Cost, readonly number[]>>>
  /** The same of the profile before; only where two are compared. The sites are those of both. */
  readonly before: Readonly<Partial<Record<Cost, readonly number[]>>> | undefined
  readonly moments: readonly (readonly [milliseconds: number, total: number, live: number, external: number])[]
  readonly sizes: readonly (readonly [atLeast: number, bytes: number, blocks: number])[]
}

/** What a page of a profile shows. */
export interface ProfilePageOptions {
  /** What the page is called; default: `Allocations`. */
  readonly title?: string | undefined
  /** A line below it; default: engine and duration. */
  readonly note?: string | undefined
  /** A profile from before: the page shows what changed since. */
  readonly before?: AllocationProfile | undefined
}

/** Longer names are cut: a name can be any text, and the page holds every one. */
const longestName = 300

export function profileDocument(profile: AllocationProfile, { title = 'Allocations', note, before }: ProfilePageOptions): ProfileDocument {
  const tree = new CallColumns()
  const costs = before === undefined ? profile.costs : profile.costs.filter((cost) => before.costs.includes(cost))
  const sites = [...profile.sites, ...(before?.sites ?? [])]
  const siteCalls = sites.map((site) => tree.callOf(stackOf(site)))
  const older = before?.sites.length ?? 0
  const zeros = (count: number): number[] => new Array(count).fill(0)
  const values: Partial<Record<Cost, number[]>> = {}
  const earlier: Partial<Record<Cost, number[]>> = {}
  for (const cost of costs) {
    values[cost] = [...profile.sites.map((site) => site[cost] ?? 0), ...zeros(older)]
    earlier[cost] = [...zeros(profile.sites.length), ...(before?.sites.map((site) => site[cost] ?? 0) ?? [])]
  }
  const { milliseconds, engine } = profile
  return {
    title: printable(title).slice(0, longestName),
    note: printable(note ?? [engine, milliseconds > 0 ? `${(milliseconds / 1000).toFixed(1)} s` : ''].filter(Boolean).join(', ')),
    costs,
    sums: profile.sums,
    bounds: profile.bounds,
    notes: profile.notes.map(printable),
    strings: tree.strings,
    frames: tree.frames,
    callers: tree.callers,
    calls: tree.calls,
    siteCalls,
    values,
    before: before === undefined ? undefined : earlier,
    moments: (profile.threads[0]?.moments ?? []).map(({ milliseconds: at, total, live, external }) => [at, total, live, external]),
    sizes: profile.sizes.map(({ atLeast, bytes, blocks }) => [atLeast, bytes, blocks]),
  }
}

const marked = (name: string): ProfileFrame => ({ function: name, file: '', line: 0, column: 0 })

/** With the thread and the labels as the outermost calls, where there are any. */
function stackOf({ stack, thread, labels }: ProfileSite): readonly ProfileFrame[] {
  const outer = Object.entries(labels).map(([name, value]) => marked(`${name}=${value}`))
  if (thread !== 'main') outer.push(marked(thread))
  return outer.length === 0 ? stack : [...stack, ...outer]
}

class CallColumns {
  readonly strings: string[] = []
  readonly frames: number[] = []
  readonly callers: number[] = [0]
  readonly calls: number[] = [0]
  private readonly stringNumbers = new Map<string, number>()
  private readonly frameNumbers = new Map<string, number>()
  /** By frame, of each call. */
  private readonly children: Map<number, number>[] = [new Map()]
  private readonly numberOfFrame = new Map<ProfileFrame, number>()

  constructor() {
    this.frameOf(marked('(everything)'))
  }

  callOf(stack: readonly ProfileFrame[]): number {
    let call = 0
    for (let i = stack.length - 1; i >= 0; i--) {
      const frame = this.frameOf(stack[i])
      const known = this.children[call].get(frame)
      if (known !== undefined) {
        call = known
        continue
      }
      const fresh = this.callers.push(call) - 1
      this.calls.push(frame)
      this.children.push(new Map())
      this.children[call].set(frame, fresh)
      call = fresh
    }
    return call
  }

  private frameOf(frame: ProfileFrame): number {
    const seen = this.numberOfFrame.get(frame)
    if (seen !== undefined) return seen
    const key = frameKey(frame)
    let number = this.frameNumbers.get(key)
    if (number === undefined) {
      number = this.frames.push(this.stringOf(frame.function), this.stringOf(frame.file), frame.line, frame.column) / 4 - 1
      this.frameNumbers.set(key, number)
    }
    this.numberOfFrame.set(frame, number)
    return number
  }

  private stringOf(text: string): number {
    const shown = printable(text).slice(0, longestName)
    let number = this.stringNumbers.get(shown)
    if (number === undefined) {
      number = this.strings.push(shown) - 1
      this.stringNumbers.set(shown, number)
    }
    return number
  }
}
