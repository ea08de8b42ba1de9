'use strict'

/**
 * Structures as real libraries make them: `{ name, topic, library, build }`, where `build()` gives the value or a promise of it.
 * A build is deterministic, loads its library itself, and makes between 100 kB and 4 MB.
 */
const topics = {
  'syntax trees': require('./structures/syntax-trees.cjs'),
  documents: require('./structures/documents.cjs'),
  'persistent collections': require('./structures/persistent.cjs'),
  caches: require('./structures/caches.cjs'),
  data: require('./structures/data.cjs'),
  indexes: require('./structures/indexes.cjs'),
  state: require('./structures/state.cjs'),
}

/** `STRUCTURES=3`: every third of them. */
const each = Number(process.env.STRUCTURES ?? 1)

module.exports = Object.entries(topics)
  .flatMap(([topic, structures]) => structures.map(({ name, library, build }) => ({ name, topic, library, build })))
  .filter((_, i) => i % each === 0)
