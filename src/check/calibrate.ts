import { MemSizeError, shown } from '../errors.js'
import { runningLayout } from '../layout/running.js'
import { measure } from '../measure.js'
import type { Layout } from '../protocol.js'
import { findInSnapshot } from '../snapshot/take-snapshot.js'
import { deepOf } from '../snapshot/value-policy.js'
import { type Answer, layoutQuestions } from './layout-questions.js'

/**
 * The numbers of the engine that runs this, read from its own heap snapshot: a layout to measure by (`measure(value, { layout })`), or to save as
 * JSON and load where no snapshot can be had. The rules, as how a table grows, are those of the nearest version known. With samples, values such as
 * yours, its bounds are widened until they hold the truth of each. Costs a heap snapshot, and a second one for samples.
 */
export async function calibrate(samples: Iterable<unknown> = []): Promise<Layout> {
  const given = listed(samples)
  const nearest = runningLayout()
  if (nearest.engine !== 'v8')
    throw new MemSizeError(
      `Expected V8, the engine that writes heap snapshots: this is ${nearest.title}. layouts.${nearest.name} is what is known of it.`,
    )
  const layout = await learnedFrom(nearest)
  return given.length === 0 ? layout : { ...layout, spread: await spreadOver(given, layout) }
}

function listed(samples: unknown): unknown[] {
  if (typeof samples === 'object' && samples !== null && Symbol.iterator in samples) return [...(samples as Iterable<unknown>)]
  throw new MemSizeError(`Expected \`samples\` to be a list of values, as [session, cache], got ${shown(samples)}.`)
}

/** The layout with every number that a snapshot tells in place of its own. */
export async function learnedFrom(nearest: Layout): Promise<Layout> {
  const questions = layoutQuestions()
  const { graph, nodes } = await findInSnapshot(questions.flatMap(({ values }) => values))
  const version = Number.parseInt(process.versions.v8, 10)
  const title = `V8 ${process.versions.v8} of ${process.release?.name ?? 'this program'} ${process.version}, calibrated`
  let layout: Layout = { ...nearest, name: 'calibrated', title, version, measured: true, spread: [1, 1] }
  let first = 0
  for (const { values, learn } of questions) {
    const answers = values.map((_, i): Answer => {
      const node = nodes.get(first + i)
      if (node === undefined) return { node, own: 0, deep: 0, outside: 0 }
      const extent = deepOf(graph, node, { nodes: true })
      const native = graph.nodeTypes.indexOf('native')
      let outside = 0
      for (const part of extent.nodes ?? []) if (graph.nodeType[part] === native) outside += graph.selfSize[part]
      return { node, own: graph.selfSize[node], deep: extent.bytes, outside }
    })
    first += values.length
    layout = { ...layout, ...learn(answers, layout) }
  }
  return layout
}

/** By how much the bounds have to be wider to hold each truth. */
async function spreadOver(samples: readonly unknown[], layout: Layout): Promise<Layout['spread']> {
  const { graph, nodes } = await findInSnapshot(samples)
  let [least, most] = layout.spread
  for (const [i, sample] of samples.entries()) {
    const node = nodes.get(i)
    const truth = node === undefined ? 0 : deepOf(graph, node).bytes
    const { lower, upper } = measure(sample, { layout })
    if (lower > truth) least = Math.min(least, truth / lower)
    if (upper > 0 && upper < truth) most = Math.max(most, truth / upper)
  }
  return [least, most]
}
