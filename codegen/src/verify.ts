import type { Generator } from './generate.js'
import type { Host } from './run.js'
export function verifySamples(_generator: Generator, _samples: string, _host: Host): number {
  return 0
}
