import { SafeArray, SafeMap } from '../intrinsics.js'
import type { Request } from '../measuring.js'
import { stepText } from '../path-step.js'
import { RESTARTED_FIGURE } from './binding.js'
import type { RoundMeter } from './round-meter.js'

/** From which object each that somebody is asked about was reached: so that `exclude` can have a path, which is put together when it is asked for. */
export class Routes {
  private readonly objects: readonly (readonly object[])[]
  private readonly meter: RoundMeter
  private readonly names: Names
  private readonly desk: Float64Array
  /** By number: the number of the object that led to it, below 0 for the root's; and how, where a description named it. */
  private readonly parents: number[] = new SafeArray()
  private readonly steps: (PropertyKey | undefined)[] = new SafeArray()
  private readonly all: object[] = new SafeArray()
  private room = new Uint32Array(1024)
  private lists = 0
  /** What the round that is going on looks into, if it does not begin from scratch. */
  private firstObject = 0
  private firstPart = 0
  private objectCount = 0
  private partCount = 0

  constructor(options: Request, objects: readonly (readonly object[])[], meter: RoundMeter, desk: Float64Array) {
    this.objects = objects
    this.meter = meter
    this.desk = desk
    this.names = new Names(options)
    meter.owners = new SafeArray()
    meter.ownerNames = new SafeArray()
  }

  /** Where the next round writes how many objects it has found after each that it looks into. */
  ends(): Uint32Array {
    this.collect()
    this.firstObject = this.objectCount
    this.firstPart = this.partCount
    this.objectCount = this.all.length
    this.partCount = this.meter.partCount
    const needed = this.objectCount + this.partCount
    if (needed > this.room.length) this.room = new Uint32Array(needed * 2)
    return this.room
  }

  /** What the round has found, and from where. */
  learn(): void {
    const { room, meter } = this
    const before = this.all.length
    this.collect()
    const isRestart = this.desk[RESTARTED_FIGURE] === 1
    const firstObject = isRestart ? 0 : this.firstObject
    const firstPart = isRestart ? 0 : this.firstPart
    let end = 0
    let found = before
    const reach = (upTo: number, parent: number, step: PropertyKey | undefined) => {
      for (; found < before + upTo && found < this.all.length; found++) {
        this.parents[found] = parent
        this.steps[found] = step
      }
    }
    for (let i = firstObject; i < this.objectCount; i++) reach(room[end++] as number, i, undefined)
    for (let i = firstPart; i < this.partCount; i++)
      reach(room[end++] as number, (meter.owners as number[])[i] as number, (meter.ownerNames as PropertyKey[])[i])
    reach(this.all.length, -1, undefined)
  }

  /** The path of the object of that number, now or later. */
  pathOf(number: number): () => string {
    return () => {
      let path = ''
      for (let at = number; at >= 0; ) {
        const parent = this.parents[at] ?? -1
        const step = this.steps[at]
        if (parent < 0) break
        path = (step === undefined ? this.names.of(this.all[parent], this.all[at]) : stepText(step)) + path
        at = parent
      }
      return `$${path}`
    }
  }

  private collect(): void {
    for (; this.lists < this.objects.length; this.lists++) {
      const list = this.objects[this.lists] as readonly object[]
      for (let i = 0; i < list.length; i++) this.all[this.all.length] = list[i] as object
    }
  }
}

/** Names of what objects lead to: those of one object at a time, since they are asked for one after the other. */
class Names {
  private readonly request: Request
  private readonly known = new SafeMap<unknown, ReadonlyMap<unknown, string>>()

  constructor(request: Request) {
    this.request = request
  }

  /** How the child is reached from the parent: `.name`, `[3]`, `<value 2>`; `<hidden>` where JavaScript cannot see it. */
  of(parent: unknown, child: unknown): string {
    let names = this.known.get(parent)
    if (names === undefined) this.known.set(parent, (names = this.request.childNames?.(parent) ?? none))
    return names.get(child) ?? '<hidden>'
  }
}

const none: ReadonlyMap<unknown, string> = new SafeMap<unknown, string>()
