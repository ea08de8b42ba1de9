import { measure } from '../measure.js'
import { findInSnapshot } from '../snapshot/take-snapshot.js'
import { deepOf } from '../snapshot/value-policy.js'
import type { ComparedSample } from './check-layout.js'
import { layoutSamples } from './layout-samples.js'

// The process that checkLayout() starts: prints what it compared, as JSON.

async function compared(): Promise<ComparedSample[]> {
  const samples = layoutSamples()
  const { graph, nodes } = await findInSnapshot(samples.map(({ value }) => value))
  return samples.map(({ kind, name, value }, i) => {
    const { bytes, lower, upper } = measure(value, { by: 'model' })
    const node = nodes.get(i)
    const truth = node === undefined ? 0 : deepOf(graph, node).bytes
    return { kind, name, bytes, lower, upper: Number.isFinite(upper) ? upper : null, truth, holds: lower <= truth && truth <= upper }
  })
}

compared().then(
  (result) => process.stdout.write(JSON.stringify(result), () => process.exit(0)),
  (error) => process.stderr.write(String(error?.stack ?? error), () => process.exit(1)),
)
