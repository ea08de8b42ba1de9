import { setTimeout } from 'node:timers/promises'
import { readHeapProfile } from '../profile/formats/read-heap-profile.js'
import { type AllocationProfile, profileText } from '../profile.js'
import { CommandError, type Host, paintOf, widthOf } from './host.js'
import type { InspectorSession } from './inspector-session.js'
import { writeReport } from './output-file.js'
import { profileDocument } from './profile-input.js'
import { writeProfileFile } from './profile-output.js'
import { progressOf } from './progress.js'
import { nameLine } from './snapshot-input.js'

/** From outside, V8 either keeps the samples of what has died, or forgets them. */
export const attachedCosts = ['total', 'live'] as const
export type AttachedCost = (typeof attachedCosts)[number]

interface AttachedPlan {
  readonly milliseconds: number
  readonly cost: AttachedCost
  readonly output?: string
  readonly json?: boolean
  readonly rows?: number
}

/** V8's own default. */
const samplingInterval = 512 * 1024

/** Samples a process through its inspector for some time, and says which functions allocated. */
export async function attachedProfile(
  host: Host,
  session: InspectorSession,
  from: { target: string; title: string },
  plan: AttachedPlan,
  aborted: AbortSignal,
): Promise<void> {
  const profile = await sampled(host, session, from.target, plan, aborted)
  const { output, json, rows } = plan
  if (output !== undefined) await writeProfileFile(host, profile, output, from.target)
  if (json) return writeReport(host, JSON.stringify({ ...from, ...profileDocument(profile, rows) }, null, 2))
  const paint = paintOf(host)
  const name = /^\d+$/.test(from.target) ? `process ${from.target}` : from.target
  await writeReport(host, `${nameLine(name, paint)}\n\n${profileText(profile, { rows, width: widthOf(host), paint })}`)
}

async function sampled(
  host: Host,
  session: InspectorSession,
  target: string,
  { milliseconds, cost }: AttachedPlan,
  aborted: AbortSignal,
): Promise<AllocationProfile> {
  const progress = progressOf(host)
  let isSampling = false
  try {
    // a second start would be ignored, and a stop end both
    const isTaken = await session.send('HeapProfiler.getSamplingProfile').then(
      () => true,
      () => false,
    )
    if (isTaken) throw new CommandError(`${target}: another profiler samples its heap already; stop that first`)
    const keepsDead = cost === 'total'
    await session.send('HeapProfiler.startSampling', {
      samplingInterval,
      includeObjectsCollectedByMajorGC: keepsDead,
      includeObjectsCollectedByMinorGC: keepsDead,
    })
    isSampling = true
    progress.show(`Sampling for ${milliseconds / 1000} s`)
    // Ctrl-C, or the program's end: what there is until then
    await Promise.race([
      setTimeout(milliseconds, undefined, { signal: aborted }).catch(() => {}),
      session.end.then(() => {
        throw new CommandError(`${target}: it ended while it was sampled`)
      }),
    ])
    const { profile } = (await session.send('HeapProfiler.stopSampling')) as { profile: unknown }
    isSampling = false
    const read = readHeapProfile(JSON.stringify(profile), samplingInterval, cost)
    const note = `Sampled from outside for ${milliseconds / 1000} s: ${cost === 'total' ? 'all that was allocated meanwhile; what of it is live' : 'what was allocated meanwhile and is live; the total'}, peak, buffers and worker threads are not known.`
    return { ...read, by: 'inspector', milliseconds, notes: [note] }
  } finally {
    if (isSampling) await session.send('HeapProfiler.stopSampling').catch(() => {})
    progress.end()
  }
}
