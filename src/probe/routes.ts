import { SafeArray, SafeMap } from '../intrinsics.js'
import type { Request } from '../measuring.js'
import { stepText } from '../path-step.js'
import { RESTARTED_FIGURE } from './binding.js'
import type { RoundMeter } from './round-meter.js'

/** What a round found: how many objects after each that it looked into, and which those were. */
interface Found {
  readonly ends: Uint32Array
  readonly firstObject: number
  readonly objectCount: number
  readonly firstPart: number
  readonly partCount: number
}

/**
 * From which object each that somebody is asked about was reached, for the path that `exclude` can ask for. Until it does, a round costs four bytes
 * for each object.
 */
export class Routes {
  private readonly objects: readonly (readonly object[])[]
  private readonly meter: RoundMeter
  private readonly names: Names
  private readonly desk: Float64Array
  /** Rounds that nobody has looked into. */
  private readonly rounds: Found[] = new SafeArray()
  /** By number: the number of the object that led to it, below 0 for the root's; and how, where a description named it. */
  private readonly parents: number[] = new SafeArray()
  private readonly steps: (PropertyKey | undefined)[] = new SafeArray()
  private readonly all: object[] = new SafeArray()
  private room = new Uint32Array(1024)
  private roomLength = 1024
  private lists = 0
  /** What the round that is going on looks into, if it does not begin from scratch. */
  private firstObject = 0
  private firstPart = 0
  private objectCount = 0
  private partCount = 0

  constructor(request: Request, objects: readonly (readonly object[])[], meter: RoundMeter, desk: Float64Array) {
    this.objects = objects
    this.meter = meter
    this.desk = desk
    this.names = new Names(request)
    meter.owners = new SafeArray()
    meter.ownerNames = new SafeArray()
  }

  /** Where the next round writes how many objects it has found after each of so many. */
  ends(objectCount: number): Uint32Array {
    this.firstObject = this.objectCount
    this.firstPart = this.partCount
    this.objectCount = objectCount
    this.partCount = this.meter.partCount
    const needed = this.objectCount + this.partCount
    if (needed > this.roomLength) this.room = new Uint32Array((this.roomLength = needed * 2))
    return this.room
  }

  /** Remembers what the round has found. */
  learn(): void {
    const isRestart = this.desk[RESTARTED_FIGURE] === 1
    const { objectCount, partCount } = this
    const firstObject = isRestart ? 0 : this.firstObject
    const firstPart = isRestart ? 0 : this.firstPart
    const ends = copyOf(this.room, objectCount - firstObject + partCount - firstPart)
    this.rounds[this.rounds.length] = { ends, firstObject, objectCount, firstPart, partCount }
  }

  /** The path of the object of that number, now or later. */
  pathOf(number: number): () => string {
    return () => {
      this.lookInto()
      let path = ''
      for (let at = number; ; ) {
        const parent = this.parents[at] ?? -1
        const step = this.steps[at]
        if (parent < 0) return `$${path}`
        path = (step === undefined ? this.names.of(this.all[parent], this.all[at]) : stepText(step)) + path
        at = parent
      }
    }
  }

  private lookInto(): void {
    for (; this.lists < this.objects.length; this.lists++) {
      const list = this.objects[this.lists] as readonly object[]
      for (let i = 0; i < list.length; i++) this.all[this.all.length] = list[i] as object
    }
    const { rounds, meter, parents, steps } = this
    const owners = meter.owners as readonly number[]
    const names = meter.ownerNames as readonly PropertyKey[]
    for (let i = 0; i < rounds.length; i++) {
      const { ends, firstObject, objectCount, firstPart, partCount } = rounds[i] as Found
      // what the walk from the root met itself comes first
      let number = objectCount
      let end = 0
      for (let object = firstObject; object < objectCount; object++)
        for (const last = objectCount + (ends[end++] as number); number < last; number++) parents[number] = object
      for (let part = firstPart; part < partCount; part++) {
        for (const last = objectCount + (ends[end++] as number); number < last; number++) {
          parents[number] = owners[part] as number
          steps[number] = names[part]
        }
      }
    }
    rounds.length = 0
  }
}

/** Typed arrays have methods that a program can have changed. */
export function copyOf(from: Uint32Array, length: number, room = length): Uint32Array<ArrayBuffer> {
  const copy = new Uint32Array(room)
  for (let i = 0; i < length; i++) copy[i] = from[i] as number
  return copy
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
