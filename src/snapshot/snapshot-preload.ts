import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setHeapSnapshotNearHeapLimit, writeHeapSnapshot } from 'node:v8'
import { isMainThread } from 'node:worker_threads'
import { beforeDeath } from './before-death.js'
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
