import type * as here from './method.js'

/** Stands in for method.ts where a bundler builds for browsers (package.json, "browser"): there is nothing to look for. */
export const probeMethod: typeof here.probeMethod = () => 'not running in Node'
