import { setHeapSnapshotNearHeapLimit, writeHeapSnapshot } from 'node:v8'
import { isMainThread } from 'node:worker_threads'
import { beforeDeath } from './before-death.js'
import { claims, leaveFile } from './preloaded.js'
import type { SnapshotPlan } from './snapshot-plan.js'

// Loaded into the program that `memsize run` starts, by NODE_OPTIONS=--require: dist/cjs has this file as CommonJS, which every program takes.

const { MEMSIZE_RUN } = process.env
if (MEMSIZE_RUN !== undefined && isMainThread) follow(JSON.parse(MEMSIZE_RUN))

function follow({ folder, at, signal, nodeOptions }: SnapshotPlan): void {
  if (!claims(folder, 'MEMSIZE_RUN', nodeOptions)) return
  let taken = 0
  const take = () => leaveFile(folder, `${++taken}.heapsnapshot`, writeHeapSnapshot)
  if (at === 'near-limit') setHeapSnapshotNearHeapLimit(1)
  else if (at === 'signal') process.on(signal as NodeJS.Signals, take)
  else {
    process.once('exit', take)
    for (const deadly of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) beforeDeath(deadly, take)
  }
}
