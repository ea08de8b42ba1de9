import type { LiveGraph } from './graph/live-graph.js'
import { type Chosen, type Measurement, probeResult, result } from './measure.js'
import { GraphCollector } from './model/graph-collector.js'
import { Walk, type WalkOptions } from './model/walk.js'
import { liveGraph } from './probe/live-graph.js'
import { Seen } from './seen.js'
import { copyOf } from './text-copy.js'
import { Tracker } from './tracker.js'

/** Everything a value holds as a graph, and how sure its sizes are. */
export interface Live {
  readonly live: LiveGraph
  /** Looks for what could not be seen, where something could not. */
  readonly measured: () => Measurement
}

/** What else is asked of a graph: spare room, and the values that its nodes stand for, which are held then. */
export interface Wanted {
  readonly slack: boolean
  readonly values?: boolean | undefined
}

/** By the probe, where it measures; by the model otherwise, and where a tracker or a limit decides what counts. */
export function build(value: unknown, targets: readonly unknown[], chosen: Chosen, { slack, values = false }: Wanted): Live {
  const { probe, tracker, limit } = chosen
  // both walks of the model have to meet the same objects
  const options: Chosen = { ...chosen, measureKept: undefined }
  const live =
    probe && tracker === undefined && limit === undefined
      ? liveGraph(probe, value, targets, options, { slack, contexts: chosen.contexts === true }, values)
      : undefined
  if (live === undefined) return byModel(value, targets, options, values)
  return { live, measured: () => probeResult(value, chosen, { ...live.totals, complete: true, unknowns: live.unknowns }) }
}

/** Two walks: the first learns what decides sizes, the second tells every object with its own. */
function byModel(value: unknown, targets: readonly unknown[], given: WalkOptions, withValues: boolean): Live {
  const memory = given.tracker && new TrackerMemory(given.tracker)
  const { walk, chosen, steps } = firstWalk(value, { ...given, tracker: memory })
  memory?.repeat()
  const collector = new GraphCollector(walk.findings.classes)
  const second = new Walk({ ...chosen, limit: undefined, findings: walk.findings, recorder: collector })
  second.start(value)
  second.run(steps)
  return { live: collector.finish(value, targets, walk.unknowns, withValues), measured: () => result(value, chosen, walk) }
}

interface FirstWalk {
  readonly walk: Walk
  /** The options it kept to in the end. */
  readonly chosen: WalkOptions
  /** After how many steps it reached its limit. */
  readonly steps: number
}

function firstWalk(value: unknown, options: WalkOptions): FirstWalk {
  let chosen = options
  for (;;) {
    const walk = new Walk(chosen)
    walk.start(value)
    let steps = Infinity
    if (chosen.limit === undefined) walk.run()
    else for (steps = 0; !walk.run(1); ) steps++
    if (!walk.promiseBroken) {
      walk.finish()
      return { walk, chosen, steps }
    }
    chosen = { ...chosen, owned: false, ignoreOwned: true }
  }
}

/** Lets two walks see a tracker as it was before the first. */
class TrackerMemory extends Tracker {
  private readonly tracker: Tracker
  private readonly old = new Seen<unknown>()
  private isRepeating = false

  constructor(tracker: Tracker) {
    super()
    this.tracker = tracker
  }

  /** From now on answers as before. */
  repeat(): void {
    this.isRepeating = true
  }

  override isNew(object: object): boolean {
    if (this.isRepeating) return this.old.add(object)
    const isNew = this.tracker.isNew(object)
    if (!isNew) this.old.add(object)
    return isNew
  }

  override isNewText(text: string): boolean {
    // a lookup may change the string that is looked up
    if (this.isRepeating) return this.old.add(copyOf(text))
    const isNew = this.tracker.isNewText(text)
    if (!isNew) this.old.add(copyOf(text))
    return isNew
  }
}
