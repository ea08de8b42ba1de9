import type * as probe from './probe.js'

/** Stands in for probe.ts where a bundler builds for browsers (package.json, "browser"): there is nothing to look for. */
export const theProbe: typeof probe.theProbe = () => 'not running in Node'
export const useCheckedProbe: typeof probe.useCheckedProbe = theProbe
