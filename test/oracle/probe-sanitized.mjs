/**
 * npm run oracle:sanitized [-- node24 ...]: the values of the oracle, measured by a probe that AddressSanitizer and UndefinedBehaviorSanitizer
 * watch, against the heap snapshot of each Node. Fails on a fault of either.
 */
import { build, isStale } from '../../scripts/build.mjs'
import { enginePath, fetchEngines } from '../../scripts/engines.mjs'
import { makePackage } from '../probe/builds.mjs'
import { importTypeScript } from './bundle.mjs'

const chosen = process.argv.slice(2)
const engines = chosen.length > 0 ? chosen : ['node20', 'node22', 'node24', 'node26']
/** @type {[module: string, options?: object][]} */
const suite = [
  ['kinds.cjs'],
  ['zoo.cjs'],
  ['structures.cjs'],
  ['closures.cjs', { contexts: true }],
  ['random-shapes.cjs', { seeds: '0..2000' }],
]

fetchEngines()
if (isStale()) build('--noCheck')
const { compareProbe, faultsOf } = await importTypeScript('test/oracle/probe.ts')
const home = makePackage({ sanitize: true })
if ('reason' in home) throw new Error(home.reason)
try {
  for (const engine of engines) {
    for (const [module, options] of suite) {
      const compared = await compareProbe(enginePath(engine), module, { ...options, home })
      const faults = faultsOf(compared)
      console.log(`${engine}, ${module}: ${compared.values.length} values, ${compared.objects} objects one by one, ${faults.length} faults`)
      for (const fault of faults) console.log(`  ${fault}`)
      if (faults.length > 0) process.exitCode = 1
    }
  }
} finally {
  home.remove()
}
