import type { ReportClass, ReportDocument } from '../document.js'

/** The document, with what follows from it. Objects are numbers: 0 is the root, and a holder comes before what it holds. */
export class Report {
  readonly title: string
  readonly note: string
  /** Objects of the whole graph; `length` of them are shown. */
  readonly objects: number
  readonly bytes: number
  readonly length: number
  readonly strings: readonly string[]
  readonly classes: readonly ReportClass[]
  readonly shallow: Float64Array
  readonly retained: Float64Array
  readonly name: Uint32Array
  readonly className: Uint32Array
  readonly edge: Uint32Array
  readonly id: Float64Array
  readonly folded: Uint32Array
  /** An object holds those from firstHeld[object] up to firstHeld[object + 1], the most retained first. */
  readonly firstHeld: Uint32Array
  readonly holder: Uint32Array
  /** How many objects are below one, shown or not. */
  readonly below: Uint32Array
  private ranks: Uint32Array | undefined

  constructor({ title, note, objects, bytes, strings, tree, classes }: ReportDocument) {
    this.title = title
    this.note = note
    this.objects = objects
    this.bytes = bytes
    this.strings = strings
    this.classes = classes
    this.length = tree.children.length
    this.shallow = Float64Array.from(tree.shallow)
    this.retained = Float64Array.from(tree.retained)
    this.name = Uint32Array.from(tree.name)
    this.className = Uint32Array.from(tree.className)
    this.edge = Uint32Array.from(tree.edge)
    this.id = Float64Array.from(tree.id)
    this.folded = Uint32Array.from(tree.folded)
    this.firstHeld = new Uint32Array(this.length + 1)
    this.holder = new Uint32Array(this.length)
    this.below = new Uint32Array(this.length)
    let next = 1
    for (let object = 0; object < this.length; object++) {
      this.firstHeld[object] = next
      const end = next + tree.children[object]
      for (; next < end; next++) this.holder[next] = object
    }
    this.firstHeld[this.length] = next
    for (let object = this.length - 1; object >= 0; object--) {
      this.below[object] += this.folded[object]
      if (object > 0) this.below[this.holder[object]] += this.below[object] + 1
    }
  }

  nameOf(object: number): string {
    return this.strings[this.name[object]]
  }

  classNameOf(object: number): string {
    return this.strings[this.className[object]]
  }

  edgeNameOf(object: number): string {
    return this.strings[this.edge[object]]
  }

  /** What it is called where there is one line for it: `cache: Map`. */
  labelOf(object: number): string {
    const edge = this.edgeNameOf(object)
    const name = this.nameOf(object) || this.classNameOf(object) || '(no name)'
    return edge && edge !== name ? `${edge}: ${name}` : name
  }

  heldBy(object: number): number {
    return this.firstHeld[object + 1] - this.firstHeld[object]
  }

  /** From the root to the object, both included. */
  pathTo(object: number): number[] {
    const path = [object]
    for (let at = object; at > 0; ) path.push((at = this.holder[at]))
    return path.reverse()
  }

  shareOf(object: number): number {
    return this.bytes > 0 ? this.retained[object] / this.bytes : 0
  }

  /** All objects, the most retained first. */
  get ranked(): Uint32Array {
    if (!this.ranks) {
      const { retained } = this
      this.ranks = Uint32Array.from({ length: this.length }, (_, object) => object).sort((a, b) => retained[b] - retained[a] || a - b)
    }
    return this.ranks
  }
}
