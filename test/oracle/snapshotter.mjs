import { enginePath } from '../../scripts/engines.mjs'

/**
 * What runs scripts in an engine and takes snapshots of its heap.
 * @param {string} engine a name that enginePath() knows
 * @param {any} suite the module test/oracle/suite.ts
 */
export async function snapshotter(engine, { processOf, readHeapSnapshot }) {
  if (engine !== 'chromium') return processOf(enginePath(engine))
  const { chromiumPage } = await import('./chromium.mjs')
  return chromiumPage(readHeapSnapshot)
}
