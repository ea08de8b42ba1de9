import type { Place, Rule } from './plan.js'

// What is known of a source file that methods are written into, as plain data: its text, and places in it.

/** A source that has marked classes whose methods go into them, or regions that were written into it. Offsets are into `text`. */
export interface SourcePlan {
  readonly file: string
  /** As the compiler has it: without a byte order mark. */
  readonly text: string
  /** Where comments stand that begin or end a region of ours. */
  readonly marks: readonly number[]
  /** Where imports can be added: the beginning of a line, or the end of the file. */
  readonly importsAt: number
  /** Exported names of `memsize` that the file imports itself, by a name of its own: `{ Meter: 'Meter' }`. */
  readonly imported: Readonly<Record<string, string>>
  readonly classes: readonly ClassPlan[]
}

/** A marked class that describes itself by a method in its body. */
export interface ClassPlan {
  readonly name: string
  readonly place: Place
  /** Where its declaration begins. */
  readonly start: number
  /** Behind its `{`, and before its `}`. */
  readonly open: number
  readonly close: number
  readonly members: readonly Member[]
  /** What describes the class it extends: nothing, a method that is written by us, or one by hand. */
  readonly above: 'nothing' | 'ours' | 'byHand'
  /** Fields that it has beyond what is described above, in the order of the description. */
  readonly fields: readonly OwnField[]
  /** How many `#private` fields and accessors an instance has, those of the classes above included. */
  readonly hidden: number
}

export interface Member {
  readonly start: number
  readonly end: number
  /** A field that no semicolon ends: `[` in the next line would go on with it. */
  readonly isOpen: boolean
  /** Whether it is a method `[describeMemory]`. */
  readonly describes: boolean
}

export interface OwnField {
  /** What reports call it. */
  readonly label: string
  /** What the class calls it. */
  readonly name: string
  /** Reached by the class alone, as `#private` fields and accessors are; or not even by it, where a class above has it. */
  readonly reach: 'open' | 'hidden' | 'unseen'
  readonly nullable: boolean
  readonly mayBeReferred: boolean
  readonly rule: Rule | undefined
}
