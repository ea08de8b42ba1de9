// What the scripts beside this file need, for bundle.mjs.

export { layouts } from '../../src/layout/engines.js'
export { readHeapSnapshot } from '../../src/snapshot/read-snapshot.js'
export { checkAll, mismatches, topics } from './builders/index.js'
export { processOf } from './engine.js'
