import type * as probed from './probed.js'

/*
 * Stands in for probed.ts where a bundler builds for browsers (package.json, "browser"). Nothing of it is called there: probe/absent.ts gives no
 * probe to call it with.
 */

const never = (): never => {
  throw new Error('memsize: there is no probe in a browser')
}

export const described = undefined as never as typeof probed.described
export const hasRules: typeof probed.hasRules = never
export const probedDeep: typeof probed.probedDeep = never
export const probedShallow: typeof probed.probedShallow = never
export const probedShallowSum: typeof probed.probedShallowSum = never
export const unseen: typeof probed.unseen = never
export const Gathered = never as never as typeof probed.Gathered
