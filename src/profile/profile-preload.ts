import { writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { beforeDeath } from '../snapshot/before-death.js'
import { claims, leaveFile, leaveProblem } from '../snapshot/preloaded.js'
import { followProfile } from './follow.js'
import { writeProfile } from './formats/own.js'
import { unseen } from './labels.js'
import type { ProfilePlan } from './options.js'
import type { RunPlan } from './run-plan.js'
import { type Profiler, startProfile } from './start-profile.js'
import { profileBinding } from './thread-recorder.js'

// Loaded by --require into the program that `memsize profile` starts, and into worker threads of what is profiled: dist/cjs has it as CommonJS.

/** Milliseconds until what there is is written for the case that the program is killed, and at most between two such times. */
const firstKept = 1000
const lastKept = 60_000

const { MEMSIZE_PROFILE } = process.env
if (!isMainThread) follow()
else if (MEMSIZE_PROFILE !== undefined) run(JSON.parse(MEMSIZE_PROFILE))

function follow(): void {
  const found = profileBinding()
  const wanted = 'binding' in found ? found.binding.profileWanted() : undefined
  if ('binding' in found && wanted !== undefined) followProfile(found.binding, JSON.parse(wanted) as ProfilePlan)
}

function run({ folder, at, signal, every, options, nodeOptions }: RunPlan): void {
  if (!claims(folder, 'MEMSIZE_PROFILE', nodeOptions)) return
  let written = 0
  const write = (name: string, read: () => string) => leaveFile(folder, name, (path) => writeFileSync(path, unseen(read)))
  const profiler = started(folder, options)
  if (profiler === undefined) return
  const take = () => write(`${++written}.profile`, () => writeProfile(profiler.read()))
  const end = () => write(`${++written}.profile`, () => writeProfile(profiler.stop()))
  if (at === 'signal') {
    process.on(signal as NodeJS.Signals, take)
    return
  }
  if (at === 'every') setInterval(take, every).unref()
  else keep(firstKept, () => write('kept', () => writeProfile(profiler.read())))
  process.once('exit', end)
  for (const deadly of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) beforeDeath(deadly, end)
}

function started(folder: string, options: RunPlan['options']): Profiler | undefined {
  try {
    return startProfile({ ...options, workers: true })
  } catch (error) {
    leaveProblem(folder, error)
    return undefined
  }
}

function keep(delay: number, write: () => void): void {
  const again = () => {
    write()
    keep(Math.min(2 * delay, lastKept), write)
  }
  setTimeout(again, delay).unref()
}
