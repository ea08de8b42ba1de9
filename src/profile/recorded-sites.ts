import type { ProfileFrame, ProfileMoment, ProfileSite, ProfileThread, SizeClass } from './allocation-profile.js'
import * as at from './binding.js'
import { boundOf } from './bounds.js'
import type { ThreadNote } from './thread-note.js'

const withoutNote: ThreadNote = { thread: 'another thread', isFollower: false, labels: [{}], files: [], places: [] }

/** What a thread's recording says of it: its sites, and itself. */
export interface RecordedThread {
  readonly sites: readonly ProfileSite[]
  readonly thread: ProfileThread
  readonly sizes: readonly SizeClass[]
  readonly figures: Float64Array
  readonly note: ThreadNote
}

export function recordedThread(columns: at.Columns): RecordedThread {
  const note: ThreadNote = columns.note === undefined ? withoutNote : JSON.parse(columns.note)
  const frames = framesOf(columns, note)
  const sites: ProfileSite[] = []
  for (let start = 0; start < columns.sites.length; start += at.SITE_COLUMNS) {
    const site = columns.sites.subarray(start, start + at.SITE_COLUMNS)
    if (site[at.TOTAL] > 0 && site[at.LABEL] !== at.OWN_LABEL) sites.push(siteOf(site, columns, frames, note))
  }
  return { sites, thread: threadOf(columns, note), sizes: sizesOf(columns.sizes), figures: columns.figures, note }
}

function framesOf({ names }: at.Columns, { files, places }: ThreadNote): ProfileFrame[] {
  return names.map((name, i) => ({
    function: name === '' ? '(anonymous)' : name,
    file: files[places[3 * i]] ?? '',
    line: places[3 * i + 1] ?? 0,
    column: places[3 * i + 2] ?? 0,
  }))
}

function siteOf(site: Float64Array, { frames: rows }: at.Columns, frames: readonly ProfileFrame[], note: ThreadNote): ProfileSite {
  const stack: ProfileFrame[] = []
  for (let frame = site[at.FRAME]; frame !== 0; frame = rows[frame * at.FRAME_COLUMNS]) stack.push(frames[frame])
  const widest = site[at.WIDEST]
  const estimate = (cost: number) => ({ bytes: whole(site[cost]), variance: Math.max(0, site[cost + 1]), widest })
  const [total, peak, live, temporary] = [at.TOTAL, at.PEAK, at.LIVE, at.TEMPORARY].map(estimate)
  const bounds = { total: boundOf(total), peak: boundOf(peak), live: boundOf(live), temporary: boundOf(temporary) }
  const freed = site[at.FREED]
  return {
    ...(stack[0] ?? noJavaScript),
    stack: stack.length === 0 ? [noJavaScript] : stack,
    thread: note.thread,
    labels: note.labels[site[at.LABEL]] ?? {},
    total: total.bytes,
    peak: peak.bytes,
    live: live.bytes,
    temporary: temporary.bytes,
    external: site[at.KIND] === 0 ? 0 : total.bytes,
    blocks: whole(site[at.TOTAL + 2]),
    liveBlocks: whole(site[at.LIVE + 2]),
    samples: site[at.TOTAL + 3],
    bound: bounds.total,
    bounds,
    spread: [total.variance, peak.variance, live.variance, temporary.variance, widest],
    lifetime: freed > 0 ? { milliseconds: site[at.MILLISECONDS] / freed, collections: site[at.COLLECTIONS] / freed } : undefined,
  }
}

/** The stack of what Node's own C++ allocates, and of paths for which there was no room. */
export const noJavaScript: ProfileFrame = { function: '(no JavaScript)', file: '', line: 0, column: 0 }

const whole = (value: number): number => Math.max(0, Math.round(value))

function threadOf({ figures, moments }: at.Columns, { thread }: ThreadNote): ProfileThread {
  const points: ProfileMoment[] = []
  for (let i = 0; i < moments.length; i += 4) {
    const [milliseconds, total, live, external] = moments.subarray(i, i + 4)
    points.push({ milliseconds: Math.round(milliseconds), total: whole(total), live: whole(live), external: whole(external) })
  }
  return {
    name: thread,
    milliseconds: Math.round(figures[at.DURATION]),
    collections: figures[at.COLLECTIONS_SEEN],
    samples: figures[at.SAMPLES],
    interval: { asked: figures[at.ASKED_INTERVAL], last: figures[at.INTERVAL], widest: figures[at.WIDEST_INTERVAL] },
    moments: points,
  }
}

function sizesOf(sizes: Float64Array): SizeClass[] {
  const classes: SizeClass[] = []
  for (let i = 0; i < at.SIZE_CLASSES; i++) {
    const blocks = whole(sizes[at.SIZE_CLASSES + i])
    if (blocks > 0) classes.push({ atLeast: 2 ** i, bytes: whole(sizes[i]), blocks })
  }
  return classes
}
