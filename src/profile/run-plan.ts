import type { ProfileOptions } from './options.js'

/** When a program that is profiled from its start writes what it has. */
export const moments = ['exit', 'signal', 'every'] as const

/** What `memsize profile` tells the program it starts. */
export interface RunPlan {
  /** Where profiles go, one file each. */
  readonly folder: string
  readonly at: (typeof moments)[number]
  readonly signal: string
  /** Milliseconds. */
  readonly every: number
  readonly options: ProfileOptions
  /** NODE_OPTIONS as it was before. */
  readonly nodeOptions: string | undefined
}
