import { syncBuiltinESMExports } from 'node:module'
import * as workerThreads from 'node:worker_threads'
import { libraryFile } from '../probe/library-file.js'
import type { ProfileBinding } from './binding.js'
import type { ProfilePlan } from './options.js'

/** While it lasts, each worker thread that starts loads the profiler first: by an argument of its own, as `node --require` has it. */
export class WorkerFollowing {
  private readonly binding: ProfileBinding
  private readonly before = workerThreads.Worker
  private readonly isFollowed: boolean

  constructor(binding: ProfileBinding, plan: ProfilePlan) {
    this.binding = binding
    binding.profileWanted(JSON.stringify(plan))
    const preload = libraryFile('../../cjs/profile/profile-preload.js')
    this.isFollowed = preload !== undefined
    if (preload !== undefined) replaceWorker(followed(this.before, preload))
  }

  end(): void {
    this.binding.profileWanted(null)
    if (this.isFollowed) replaceWorker(this.before)
  }
}

type WorkerClass = typeof workerThreads.Worker

function replaceWorker(Worker: WorkerClass): void {
  const module = process.getBuiltinModule('node:worker_threads') as { Worker: WorkerClass }
  module.Worker = Worker
  syncBuiltinESMExports()
}

const followed = (Worker: WorkerClass, preload: string): WorkerClass =>
  new Proxy(Worker, {
    construct(target, [file, options, ...more], self) {
      const execArgv: readonly string[] = options?.execArgv ?? process.execArgv
      return Reflect.construct(target, [file, { ...options, execArgv: [...execArgv, '--require', preload] }, ...more], self)
    },
  })
