import { MemSizeError, shown } from '../../errors.js'
import type { AllocationProfile, Cost } from '../allocation-profile.js'
import { writeCollapsed } from './collapsed.js'
import { writeDHAT } from './dhat.js'
import { writeProfile } from './own.js'
import { writePprof } from './pprof.js'
import { writeSpeedscope } from './speedscope.js'
import { writeHeapProfile } from './write-heap-profile.js'

/** The formats that a profile can be written in; only `memsize` has all of it. */
export type ProfileFormat = 'memsize' | 'pprof' | 'speedscope' | 'collapsed' | 'dhat' | 'heapprofile'

const writers: Readonly<Record<ProfileFormat, (profile: AllocationProfile, cost: Cost | undefined) => string | Uint8Array>> = {
  memsize: writeProfile,
  pprof: writePprof,
  speedscope: writeSpeedscope,
  collapsed: writeCollapsed,
  dhat: writeDHAT,
  heapprofile: writeHeapProfile,
}

/**
 * The profile as a file of that format: a text, or bytes (pprof, gzipped). `cost`: the one that `collapsed`, which has room for one, is of;
 * default: the first that the profile knows.
 */
export function exportProfile(profile: AllocationProfile, format: ProfileFormat, cost?: Cost): string | Uint8Array {
  const write = Object.hasOwn(writers, format) ? writers[format] : undefined
  if (write === undefined) throw new MemSizeError(`Expected a format, one of ${Object.keys(writers).join(', ')}, got ${shown(format)}.`)
  return write(profile, cost)
}

const endings: readonly (readonly [ending: RegExp, format: ProfileFormat])[] = [
  [/\.heapprofile$/, 'heapprofile'],
  [/\.(pb|pprof)(\.gz)?$/, 'pprof'],
  [/speedscope.*\.json$/, 'speedscope'],
  [/dhat.*\.json$/, 'dhat'],
  [/\.(folded|collapsed|txt)$/, 'collapsed'],
]

/** The format that a file's name says; memsize's own where it says none. */
export const formatOfFile = (file: string): ProfileFormat => endings.find(([ending]) => ending.test(file))?.[1] ?? 'memsize'
