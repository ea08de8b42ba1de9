import { MemSizeError } from '../../errors.js'
import type { AllocationProfile } from '../allocation-profile.js'
import { readCollapsed } from './collapsed.js'
import { readDHAT } from './dhat.js'
import { readOwn } from './own.js'
import { readPprof } from './pprof.js'
import { readHeapProfile } from './read-heap-profile.js'
import { readSpeedscope } from './speedscope.js'

/** In the first of a JSON file's keys: what it is. */
const begins: readonly (readonly [pattern: RegExp, read: (text: string) => AllocationProfile])[] = [
  [/^\s*\{\s*"format"\s*:\s*"memsize-profile"/, readOwn],
  [/"dhatFileVersion"\s*:/, readDHAT],
  [/"\$schema"\s*:\s*"https:\/\/www\.speedscope\.app/, readSpeedscope],
  // the samples may come first
  [/^\s*\{\s*"(head|samples)"\s*:/, readHeapProfile],
]
const HEAD = 4096

/**
 * Reads a profile of any format that is known by its first bytes: memsize's own, `.heapprofile` of both dialects, pprof (gzipped or not),
 * speedscope, DHAT, collapsed stacks. Throws a MemSizeError that says what was expected and what is there. Linear in the file.
 */
export function readProfile(file: Uint8Array | string): AllocationProfile {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file
  if (bytes.length === 0) throw new MemSizeError('Expected a profile, and the file is empty.')
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return readPprof(bytes)
  const isText = !bytes.subarray(0, HEAD).some((byte) => byte < 9)
  if (!isText) return readPprof(bytes)
  const text = new TextDecoder().decode(bytes)
  const head = text.slice(0, HEAD)
  for (const [pattern, read] of begins) if (pattern.test(head)) return read(text)
  if (/^\s*[[{]/.test(text)) {
    throw new MemSizeError(
      'Expected a profile: memsize’s own, .heapprofile, pprof, speedscope, DHAT or collapsed stacks, got other JSON. A heap snapshot is for memsize top.',
    )
  }
  return readCollapsed(text)
}
