import { readFile } from 'node:fs/promises'
import { formatBytes } from '../bytes.js'
import { type AllocationProfile, type Cost, readProfile } from '../profile.js'
import type { CommandOption } from './command.js'
import { CommandError, type Host } from './host.js'
import { notReadable } from './snapshot-input.js'

/** Options of every command that shows profiles. */
export interface ProfileShowOptions {
  readonly json?: boolean
  readonly rows?: number
  readonly by?: Cost
  readonly innermost?: boolean
  readonly around?: string
  readonly output?: string
}

export const showOptions: readonly CommandOption[] = [
  { flags: '--by <cost>', summary: 'sort by it (default: total, or what is known)', choices: ['total', 'peak', 'live', 'temporary'] },
  { flags: '--rows <n>', summary: 'show at most n rows (default: 20, with --json 1000)', least: 1 },
  { flags: '--innermost', summary: "show the engine's and Node's own functions, not who called them" },
]

export const inputNotes = `A profile is a file of memsize, .heapprofile (DevTools, --heap-prof, Node 26),
pprof (Node, Bun, Go; gzipped or not), speedscope, DHAT, or collapsed stacks (as
heaptrack_print --print-flamegraph writes them); - is standard input.`

/** Reads a profile of any known format. Whatever is wrong with it is a CommandError of one line. */
export async function profileInput(host: Host, file: string): Promise<AllocationProfile> {
  const name = file === '-' ? 'standard input' : file
  try {
    return readProfile(await bytesOf(host, file))
  } catch (error) {
    throw notReadable(name, error, 'a profile')
  }
}

async function bytesOf(host: Host, file: string): Promise<Uint8Array> {
  if (file !== '-') return readFile(file)
  const chunks: Uint8Array[] = []
  for await (const chunk of host.stdin) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Throws where a profile cannot tell the cost that is asked for. */
export function costOf(profile: AllocationProfile, wanted: Cost | undefined): Cost {
  const [first = 'total'] = profile.costs
  if (wanted === undefined || profile.costs.length === 0 || profile.costs.includes(wanted)) return wanted ?? first
  throw new CommandError(`this profile does not tell --by ${wanted}; it has ${profile.costs.join(', ')}`, 2)
}

/** The profile as `--json` has it: all but the moments, and so many sites. */
export function profileDocument(profile: AllocationProfile, rows = 1000, cost?: Cost) {
  const { threads, sites, ...rest } = profile
  const sorted = cost === undefined ? sites : [...sites].sort((a, b) => (b[cost] ?? 0) - (a[cost] ?? 0))
  return {
    ...rest,
    threads: threads.map(({ moments: _moments, ...thread }) => thread),
    siteCount: sites.length,
    sites: sorted.slice(0, rows).map(({ spread: _spread, ...site }) => site),
  }
}

export const documentShape = `{ by, engine, begun, milliseconds, costs, sums, bounds, interval,
    arrayBuffers, notes: [...],
    threads: [{ name, milliseconds, collections, samples, interval }],
    sizes: [{ atLeast, bytes, blocks }], events?, siteCount,
    sites: [{ function, file, line, column, stack: [...], thread, labels,
      total, peak, live, temporary, external, blocks, liveBlocks, samples,
      bound, bounds, lifetime? }] }`

export const sumText = ({ sums, costs }: AllocationProfile): string =>
  costs.map((cost) => `${cost} ${formatBytes(sums[cost] ?? 0)}`).join(', ')
