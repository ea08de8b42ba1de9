import { ClassTable } from './breakdown/class-table.js'
import { Collector } from './breakdown/collector.js'
import { Nodes } from './breakdown/nodes.js'
import { SizeTree } from './breakdown/size-tree.js'
import { Weights } from './breakdown/weights.js'
import { chosenOptions, type Measurement, probeResult, result, type SizeOptions } from './measure.js'
import type { Probe } from './probe/probe.js'
import { ClassTable as ClassNames } from './sizers/classes.js'
import { Seen } from './walk/identity.js'
import { unseen } from './walk/probed.js'
import { copyOf } from './walk/strings.js'
import { Tracker } from './walk/tracker.js'
import { Walk, type WalkOptions } from './walk/walk.js'

/** Everything a value holds, each object by itself. */
export interface Breakdown {
  readonly measurement: Measurement
  readonly tree: SizeTree
  readonly classes: ClassTable
}

/**
 * Where the bytes of a value are: every object it holds in a tree, under the path that reached it first. Like `measure`, it calls and changes
 * nothing in the value. Time and memory: linear in the objects reached.
 */
export function explain(value: unknown, options?: SizeOptions): SizeTree {
  return breakDown(value, options).tree
}

/** What a value holds by class: how many objects and how many bytes, heaviest first. All strings are one row. */
export function byClass(value: unknown, options?: SizeOptions): ClassTable {
  return breakDown(value, options).classes
}

/** By the probe, where it measures; by the model otherwise, and where a tracker or a limit decides what counts. */
export function breakDown(value: unknown, options?: SizeOptions): Breakdown {
  const given = chosenOptions(options)
  const { probe, tracker, limit } = given
  const exact = probe && tracker === undefined && limit === undefined ? probedBreakdown(probe, value, given) : undefined
  return exact ?? modelBreakdown(value, given)
}

/** A walk finds the objects and their names, and the probe what each weighs with what JavaScript cannot see behind it. */
function probedBreakdown(probe: Probe, value: unknown, given: WalkOptions): Breakdown | undefined {
  const { exclude } = given
  const stops: object[] = []
  const weights = new Weights(new ClassNames())
  const walk = new Walk({
    ...given,
    owned: false,
    ignoreOwned: true,
    exclude: exclude && ((object, path) => exclude(object, path) && stops.push(object) > 0),
    recorder: weights,
    weighed: true,
  })
  walk.start(value)
  walk.run()
  const found = weights.weigh(probe, value, stops, { slack: true, contexts: given.contexts === true })
  if (found === undefined) return undefined
  const unknowns = unseen(
    found,
    value,
    walk.unknowns.filter(({ isClaim }) => isClaim),
  )
  return broken(value, weights, probeResult(value, given, { ...found, unknowns }))
}

/** Two walks: the first learns what decides sizes, the second tells every object with its own. */
function modelBreakdown(value: unknown, given: WalkOptions): Breakdown {
  const memory = given.tracker && new TrackerMemory(given.tracker)
  const { walk, chosen, steps } = firstWalk(value, { ...given, tracker: memory })
  memory?.repeat()
  const collector = new Collector(walk.findings.classes)
  const second = new Walk({ ...chosen, limit: undefined, findings: walk.findings, recorder: collector })
  second.start(value)
  second.run(steps)
  return broken(value, collector, result(value, chosen, walk))
}

function broken(value: unknown, collector: Collector, measurement: Measurement): Breakdown {
  const nodes = new Nodes(measurement, value, collector)
  return { measurement, tree: new SizeTree(nodes), classes: new ClassTable(nodes) }
}

export interface FirstWalk {
  readonly walk: Walk
  /** The options it kept to in the end. */
  readonly chosen: WalkOptions
  /** After how many steps it reached its limit. */
  readonly steps: number
}

export function firstWalk(value: unknown, options: WalkOptions): FirstWalk {
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
