// What the scripts beside this file need, for bundle.mjs.
export { readHeapSnapshot } from '../../src/heap/read-snapshot.js'
export { layouts } from '../../src/layout/engines.js'
export { checkAll, mismatches, topics } from './builders/index.js'
export { processOf } from './engine.js'
