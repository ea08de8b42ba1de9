import type { AllocationProfile, ProfileFrame, ProfileSite } from '../allocation-profile.js'
import { assembled } from '../assemble.js'
import { importedSite } from './imported-site.js'
import { isNumber, isObject, malformed, parsedJSON } from './malformed.js'
import { frameOfText, frameText, markedStack, unmarked } from './marked-stack.js'

/** DHAT's JSON, version 2, as Valgrind's dh_view.html and dhat-rs have it. What is temporary is not in it. */
const format = 'DHAT'

interface Point {
  /** Bytes and blocks: total, lifetimes of all blocks, largest, at the global peak, at the end. */
  readonly tb: number
  readonly tbk: number
  readonly tl?: number
  readonly mb?: number
  readonly mbk?: number
  readonly gb?: number
  readonly gbk?: number
  readonly eb?: number
  readonly ebk?: number
  /** Frames, the innermost first: indices of `ftbl`. */
  readonly fs: readonly number[]
}

/** The viewer asks for each of these fields, and for `tuth` where there are lifetimes. */
export function writeDHAT(profile: AllocationProfile): string {
  const frames = ['[root]']
  const numbers = new Map<string, number>()
  const numberOf = (frame: ProfileFrame) => {
    const text = frameText(frame)
    let number = numbers.get(text)
    if (number === undefined) {
      number = frames.push(text) - 1
      numbers.set(text, number)
    }
    return number
  }
  const end = Math.round(profile.milliseconds * 1000)
  return JSON.stringify({
    dhatFileVersion: 2,
    mode: 'heap',
    verb: 'Allocated',
    bklt: true,
    bkacc: false,
    tu: 'µs',
    Mtu: 's',
    tuth: 10,
    cmd: profile.engine || 'memsize',
    pid: 0,
    tg: Math.min(end, peakTime(profile) * 1000),
    te: end,
    pps: profile.sites.map((site) => pointOf(site, markedStack(site).map(numberOf))),
    ftbl: frames,
  })
}

/** Milliseconds until most was live. */
function peakTime({ threads: [first] }: AllocationProfile): number {
  const most = first?.moments.reduce(
    (peak, moment) => (moment.live + moment.external > peak.live + peak.external ? moment : peak),
    first.moments[0],
  )
  return most?.milliseconds ?? 0
}

function pointOf({ total = 0, live = 0, peak = 0, blocks = 0, liveBlocks = 0, lifetime }: ProfileSite, fs: readonly number[]): Point {
  const blocksOf = (bytes: number) => (total > 0 ? Math.round((blocks * bytes) / total) : 0)
  const most = Math.max(peak, live)
  return {
    tb: total,
    tbk: blocks,
    tl: Math.round((lifetime?.milliseconds ?? 0) * 1000 * blocks),
    mb: most,
    mbk: Math.max(blocksOf(most), liveBlocks),
    gb: peak,
    gbk: blocksOf(peak),
    eb: live,
    ebk: liveBlocks,
    fs,
  }
}

export function readDHAT(text: string): AllocationProfile {
  const file = parsedJSON(text, format)
  if (!isObject(file) || file.dhatFileVersion !== 2)
    throw malformed(format, 'the version', '2', isObject(file) ? file.dhatFileVersion : file)
  const { pps, ftbl, bklt, te, tu } = file
  if (!Array.isArray(ftbl) || !ftbl.every((frame) => typeof frame === 'string')) throw malformed(format, '`ftbl`', 'a list of texts', ftbl)
  if (!Array.isArray(pps)) throw malformed(format, '`pps`', 'a list', pps)
  // as Valgrind and dhat-rs write frames: 0x401136: main (a.c:5)
  const frames = ftbl.map((frame: string) => frameOfText(frame.replace(/^0x[0-9a-f]+: /i, '')))
  const sites = pps.map((point) => siteOf(point, frames, bklt === true))
  const milliseconds = isNumber(te) && tu === 'µs' ? te / 1000 : 0
  return assembled({ by: format, sites, milliseconds, engine: typeof file.cmd === 'string' && file.cmd !== 'memsize' ? file.cmd : '' })
}

function siteOf(point: unknown, frames: readonly ProfileFrame[], hasLifetimes: boolean): ProfileSite {
  if (!isObject(point) || !isNumber(point.tb) || !isNumber(point.tbk))
    throw malformed(format, 'a program point', 'one with `tb` and `tbk`', point)
  const { tb, tbk, gb, eb, ebk, tl, fs } = point as unknown as Point
  if (!Array.isArray(fs) || !fs.every((frame) => frames[frame] !== undefined))
    throw malformed(format, '`fs`', 'a list of frames of `ftbl`', fs)
  const { isExternal, ...site } = unmarked(fs.map((frame: number) => frames[frame]))
  const lived = hasLifetimes && isNumber(tl) && tbk > 0 && tl > 0
  return importedSite({
    ...site,
    costs: { total: tb, ...(isNumber(gb) && { peak: gb }), ...(isNumber(eb) && { live: eb }) },
    blocks: tbk,
    liveBlocks: isNumber(ebk) ? ebk : undefined,
    external: isExternal ? tb : 0,
    ...(lived && { lifetime: { milliseconds: (tl as number) / 1000 / tbk, collections: 0 } }),
  })
}
