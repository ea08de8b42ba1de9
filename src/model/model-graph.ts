import type { Live, Request, Wanted } from '../measuring.js'
import { GraphCollector } from './graph-collector.js'
import { ModelSteps } from './model-steps.js'
import { TrackerMemory } from './tracker-memory.js'
import { Walk } from './walk.js'

/**
 * Everything a value holds as a graph, by the model. Two walks: the first learns what decides sizes, the second gives every object its own.
 * It is apart from the model's Method, so that a bundle that only asks for sizes has no graph in it.
 */
export function modelGraph(value: unknown, targets: readonly unknown[], given: Request, { values = false }: Wanted): Live {
  // both walks have to meet the same objects
  const memory = given.tracker && new TrackerMemory(given.tracker)
  const first = new ModelSteps(value, { ...given, tracker: memory, measureKept: undefined })
  const isLimited = given.limit !== undefined
  while (!first.step(isLimited ? 1 : Infinity));
  memory?.repeat()
  const { findings, unknowns } = first.walk
  const collector = new GraphCollector(findings.classes)
  const second = new Walk({ ...first.options, limit: undefined, findings, recorder: collector })
  second.start(value)
  second.run(isLimited ? first.taken : Infinity)
  return { by: 'model', live: collector.finish(value, targets, unknowns, values), total: first.total }
}
