import type { AllocationProfile, Cost, ProfileFrame } from '../allocation-profile.js'
import { assembled } from '../assemble.js'
import { importedSite } from './imported-site.js'
import { malformed } from './malformed.js'
import { frameOfText, frameText, markedStack, unmarked } from './marked-stack.js'

/** Collapsed stacks, as flamegraph.pl and heaptrack_print --print-flamegraph have them: `outer;inner 1234`, one cost, no unit. */
const format = 'collapsed'

const escapes: Readonly<Record<string, string>> = { ';': '%3B', '\n': '%0A', '\r': '%0D', '%': '%25' }
const unescapes = new Map(Object.entries(escapes).map(([character, code]) => [code, character]))

/** One line for each stack, with one cost; what has no byte of it is left out. */
export function writeCollapsed(profile: AllocationProfile, cost: Cost = profile.costs[0] ?? 'total'): string {
  const lines = new Map<string, number>()
  for (const site of profile.sites) {
    const bytes = site[cost] ?? 0
    if (bytes === 0) continue
    const stack = [...markedStack(site)].reverse().map((frame) => frameText(frame).replace(/[;\n\r%]/g, (character) => escapes[character]))
    const line = stack.join(';')
    lines.set(line, (lines.get(line) ?? 0) + bytes)
  }
  return [...lines].map(([stack, bytes]) => `${stack} ${bytes}\n`).join('')
}

/** Reads them as one cost: the total, where nothing else is said. */
export function readCollapsed(text: string, cost: Cost = 'total'): AllocationProfile {
  const sites = text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return []
    const [, stack, bytes] = /^(.*) (\d+)\r?$/.exec(line) ?? []
    if (stack === undefined || !Number.isSafeInteger(Number(bytes))) throw malformed(format, `line ${i + 1}`, '`outer;inner 1234`', line)
    const frames: ProfileFrame[] = stack
      .split(';')
      .map((part) => frameOfText(part.replace(/%(3B|0A|0D|25)/g, (code) => unescapes.get(code) as string)))
    const { isExternal, ...site } = unmarked(frames.reverse())
    return [importedSite({ ...site, costs: { [cost]: Number(bytes) }, external: isExternal && cost === 'total' ? Number(bytes) : 0 })]
  })
  return assembled({ by: 'collapsed stacks', sites })
}
