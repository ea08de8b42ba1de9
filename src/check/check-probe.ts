import { execFile } from 'node:child_process'
import { libraryFile, notOnDisk } from '../probe/library-file.js'
import { useCheckedProbe } from '../probe/probe.js'

/** Whether the probe measured right in a process of its own, and if not why. */
export type ProbeCheck =
  | {
      /** The probe is used from now on. */
      readonly passed: true
    }
  | {
      /** The model goes on measuring. */
      readonly passed: false
      /** What was wrong, in a sentence. */
      readonly reason: string
    }

/** Long enough for a heap snapshot on a slow machine, or in an emulator, in ms. */
const patience = 120_000

/**
 * Tries the probe where it was never tested (another platform, a new V8): a child process measures values of every kind by it and holds them
 * against its own heap snapshot. If all are equal to the byte, the probe is used in this process from then on; a crash costs the child alone.
 * Takes a second or two. Where the check is known to pass, MEMSIZE_PROBE=on skips it.
 */
export async function checkProbe(): Promise<ProbeCheck> {
  const child = libraryFile('../check/check-probe-child.js')
  if (child === undefined) return { passed: false, reason: notOnDisk }
  const problem = await new Promise<string | undefined>((resolve) => {
    const env = { ...process.env, MEMSIZE_PROBE: 'on', NODE_OPTIONS: '' }
    execFile(process.execPath, ['--expose-gc', child], { env, timeout: patience }, (error, stdout, stderr) => {
      const told = stdout.trim()
      if (error === null) resolve(told === 'passed' ? undefined : told)
      else resolve(told || `the process that tried it ended with ${error.signal ?? error.code}: ${stderr.trim().split('\n').at(-1) ?? ''}`)
    })
  })
  if (problem !== undefined) return { passed: false, reason: problem }
  const probe = useCheckedProbe()
  return typeof probe === 'string' ? { passed: false, reason: probe } : { passed: true }
}
