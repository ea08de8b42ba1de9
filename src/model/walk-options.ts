import type { Request } from '../measuring.js'
import type { Findings } from './findings.js'
import type { Recorder } from './recorder.js'

/** A request, and what only the model's own readers ask for. */
export interface WalkOptions extends Request {
  /** Own bytes only: nothing the value refers to. */
  readonly shallow?: boolean | undefined
  /** What an earlier walk over the same value learnt: objects get their final sizes one by one. */
  readonly findings?: Findings | undefined
  /** Is called with every object; needs `findings` for their sizes. */
  readonly recorder?: Recorder | undefined
}

/** Every option as an own property: Object.prototype may have been given one of that name. */
export const unsetOptions: Record<Exclude<keyof WalkOptions, 'rules' | 'running'>, undefined> = {
  describe: undefined,
  exclude: undefined,
  excluded: undefined,
  onShared: undefined,
  tracker: undefined,
  limit: undefined,
  owned: undefined,
  shallow: undefined,
  ignoreOwned: undefined,
  findings: undefined,
  recorder: undefined,
  bounds: undefined,
  contexts: undefined,
  measureKept: undefined,
  childNames: undefined,
}
