// What the extractor found, as plain data: a plan survives JSON.stringify, and nothing beyond extract.ts knows of a compiler.

/** Where something is written. */
export interface Place {
  /** Relative to the project's folder, with slashes. */
  readonly file: string
  readonly line: number
  readonly column: number
}

/** What cannot be done, where, and how to mend it. */
export interface Problem {
  readonly place: Place
  readonly expected: string
  readonly fix: string
}

export interface Plan {
  readonly files: readonly FilePlan[]
}

/** The marked types of one source file, and what they hold. */
export interface FilePlan {
  readonly source: string
  /** Whether they are classes that get methods in their own bodies, and no functions beside their file. */
  readonly inline?: boolean
  readonly types: readonly MarkedType[]
  /** Every object type reached from them that has no file of its own. */
  readonly objects: readonly ObjectPlan[]
}

export interface MarkedType {
  readonly name: string
  readonly kind: 'class' | 'interface' | 'type'
  readonly typeParameters: number
  readonly value: Value
  readonly place: Place
}

/** How the values of a type are counted. */
export type Value =
  /** Booleans and null have no bytes of their own. */
  | { readonly is: 'nothing' }
  | { readonly is: 'text' }
  /** Other primitives, or several sorts of them. */
  | { readonly is: 'primitive' }
  /** Asked by the walk, since the type tells nothing that would spare it. */
  | { readonly is: 'walk'; readonly why: string; readonly holds: 'objects' | 'anything' }
  | { readonly is: 'object'; readonly id: string }
  | { readonly is: 'array'; readonly of: Value; readonly name: string; readonly expression: string }
  | { readonly is: 'marked'; readonly name: string; readonly source: string }
  | { readonly is: 'union'; readonly tag: string; readonly cases: readonly Case[]; readonly name: string; readonly expression: string }

/** A member of a union, told by its tag. */
export interface Case {
  /** As a source has it: `'circle'`. */
  readonly literal: string
  readonly value: Value
}

export interface ObjectPlan {
  readonly id: string
  /** What its counter is called after. */
  readonly name: string
  /** The type, said in terms of a marked one: `User['address']`. */
  readonly expression: string
  /** Whether its rules are heard: those of a class, or of the value that is measured. */
  readonly described: 'class' | 'root' | 'never'
  readonly fields: readonly FieldPlan[]
  /** Fields that only the class can reach: `#private` ones, and those of accessors. */
  readonly unseen: readonly string[]
  /** Of those, the ones that a method in the class tells. */
  readonly told?: readonly string[]
  readonly place: Place
}

export interface FieldPlan {
  readonly name: string
  readonly optional: boolean
  /** Whether it may be null, undefined or missing. */
  readonly nullable: boolean
  /** Whether it may hold a number, which is a part of its object whatever the rule. */
  readonly mayBeNumber: boolean
  readonly mayBeText: boolean
  /** Whether only its class may name it. */
  readonly isPrivate: boolean
  readonly rule?: Rule | undefined
  readonly value: Value
  readonly place: Place
}

export type Rule =
  | { readonly kind: 'owned' }
  | { readonly kind: 'shared' }
  | { readonly kind: 'ignore'; readonly reason: string }
  /** By an exported function of the same source file. */
  | { readonly kind: 'sizedBy'; readonly size: string }
