import type { ReportClass, ReportDocument, ReportGrowth } from '../document.js'

/** The document, with what follows from it. Objects are numbers: 0 is the root, and a holder comes before what it holds. */
export class Report {
  readonly title: string
  readonly note: string
  readonly isCut: boolean
  readonly strings: readonly string[]
  readonly classes: readonly ReportClass[]
  readonly growth: ReportGrowth | undefined
  /** How many objects are shown by themselves. */
  readonly length: number
  /** By object: bytes. */
  readonly shallow: Float64Array
  readonly retained: Float64Array
  /** By object: objects at and below it, shown or not. */
  readonly count: Float64Array
  readonly className: Uint32Array
  readonly step: Uint32Array
  readonly name: Uint32Array
  readonly id: Float64Array
  /** An object holds those from firstHeld[object] up to firstHeld[object + 1], the most retained first, and others that are not shown. */
  readonly firstHeld: Uint32Array
  readonly holder: Uint32Array

  constructor({ title, note, isCut, strings, tree, classes, growth }: ReportDocument) {
    this.title = title
    this.note = note
    this.isCut = isCut
    this.strings = strings
    this.classes = classes
    this.growth = growth
    this.length = tree.children.length
    this.shallow = Float64Array.from(tree.shallow)
    this.retained = Float64Array.from(tree.retained)
    this.count = Float64Array.from(tree.count)
    this.className = Uint32Array.from(tree.className)
    this.step = Uint32Array.from(tree.step)
    this.name = Uint32Array.from(tree.name)
    this.id = Float64Array.from(tree.id)
    this.firstHeld = new Uint32Array(this.length + 1)
    this.holder = new Uint32Array(this.length)
    let next = 1
    for (let object = 0; object < this.length; object++) {
      this.firstHeld[object] = next
      const end = next + tree.children[object]
      for (; next < end; next++) this.holder[next] = object
    }
    this.firstHeld[this.length] = next
  }

  get bytes(): number {
    return this.retained[0]
  }

  get objects(): number {
    return this.count[0]
  }

  classNameOf(object: number): string {
    return this.strings[this.className[object]]
  }

  stepOf(object: number): string {
    return this.strings[this.step[object]]
  }

  /** `"a text"`, `render()`, or the class. */
  kindOf(object: number): string {
    return this.strings[this.name[object]] || this.classNameOf(object)
  }

  /** What it is called where there is one line for it: `.cache: Map`. */
  labelOf(object: number): string {
    const step = this.stepOf(object)
    const kind = this.kindOf(object)
    return step.includes(kind) ? step : `${step}: ${kind}`
  }

  /** How many objects it holds that are shown. */
  heldBy(object: number): number {
    return this.firstHeld[object + 1] - this.firstHeld[object]
  }

  /** Whether there is anything below it. A rope and its parts are shown as one. */
  isHolder(object: number): boolean {
    return this.retained[object] > this.shallow[object]
  }

  /** How many objects are below it, shown or not. A store that counts as its owner's is none. */
  below(object: number): number {
    return this.count[object] - (this.shallow[object] > 0 ? 1 : 0)
  }

  /** From the root to the object, both included. */
  pathTo(object: number): number[] {
    const path = [object]
    for (let at = object; at > 0; ) path.push((at = this.holder[at]))
    return path.reverse()
  }

  /** A number of bytes as a part of all: 0 to 1. */
  shareOf(bytes: number): number {
    return this.bytes > 0 ? bytes / this.bytes : 0
  }
}
