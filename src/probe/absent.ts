import type { Loading } from './load.js'

/** Stands in for load.ts where a bundler builds for browsers (package.json, "browser"): there is nothing to look for. */
export const loadBinding = (_checked?: boolean): Loading => ({ reason: 'not running in Node' })
