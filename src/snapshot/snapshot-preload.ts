import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setHeapSnapshotNearHeapLimit, writeHeapSnapshot } from 'node:v8'
import { isMainThread } from 'node:worker_threads'
import type { SnapshotPlan } from './snapshot-plan.js'

// Loaded into the program that `memsize run` starts, by NODE_OPTIONS=--require: dist/cjs has this file as CommonJS, which every program takes.

const { MEMSIZE_RUN } = process.env
if (MEMSIZE_RUN !== undefined && isMainThread) follow(JSON.parse(MEMSIZE_RUN))

function follow({ folder, at, signal, nodeOptions }: SnapshotPlan): void {
  // what the program starts is left alone
  delete process.env.MEMSIZE_RUN
  if (nodeOptions === undefined) delete process.env.NODE_OPTIONS
  else process.env.NODE_OPTIONS = nodeOptions
  try {
    writeFileSync(join(folder, 'claim'), String(process.pid), { flag: 'wx' })
  } catch {
    return // a script started several: the first is the program
  }
  let taken = 0
  const take = () => {
    const file = join(folder, `${++taken}.heapsnapshot`)
    try {
      writeHeapSnapshot(`${file}.partial`)
      renameSync(`${file}.partial`, file)
    } catch (error) {
      tell(folder, String((error as Error | undefined)?.message ?? error))
    }
  }
  if (at === 'near-limit') setHeapSnapshotNearHeapLimit(1)
  else if (at === 'signal') process.on(signal as NodeJS.Signals, take)
  else {
    process.once('exit', take)
    for (const deadly of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) beforeDeath(deadly, take)
  }
}

function tell(folder: string, problem: string): void {
  try {
    writeFileSync(join(folder, 'problem'), problem)
  } catch {
    // the folder has gone, and with it whoever would have read it
  }
}

/** By default these signals end a program without an `exit` event. Where the program listens to them itself, it decides. */
function beforeDeath(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', take: () => void): void {
  const count = () => process.listenerCount(signal)
  const listener = () => {
    if (count() > 1) return
    take()
    process.off(signal, listener)
    process.kill(process.pid, signal)
  }
  process.on(signal, listener)
  // signal-exit, which much of npm has, ends the program only where all that process.listeners() gives is its own. listenerCount() must tell the
  // truth: Node itself asks it whether to let the signal go.
  const { listeners } = process
  process.listeners = ((event: string) => (listeners.call(process, event as never) as unknown[]).filter((one) => one !== listener)) as never
}
