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
  /** By what words the file beside it imports and exports. */
  readonly words: 'esm' | 'cjs'
  /** Whether they are classes that get methods in their own bodies, and no functions beside their file. */
  readonly inline?: boolean
  readonly types: readonly MarkedType[]
  /** Every object type reached from them that has no file of its own. */
  readonly objects: readonly ObjectPlan[]
}

export interface MarkedType {
  readonly name: string
  /** What it is called where its objects are said in terms of it: its name, unless that is taken. */
  readonly local: string
  /** By what its file exports it: its name, or `default`. */
  readonly exported: string
  readonly kind: 'class' | 'interface' | 'type'
  /** Whether it is a class that other files can name as a value. */
  readonly isValue: boolean
  /** Whether it is a class under @MemSize(), which describes itself. */
  readonly decorated: boolean
  readonly typeParameters: number
  readonly value: Value
  /** Whether nothing but its holder refers to a value of it. */
  readonly owned: boolean
  readonly place: Place
}

/** How the values of a type are counted. */
export type Value =
  /** Booleans and null have no bytes of their own. */
  | { readonly is: 'nothing' }
  | { readonly is: 'text' }
  /** Numbers, or nothing at all. */
  | { readonly is: 'number' }
  /** Other primitives, or several sorts of them. */
  | { readonly is: 'primitive' }
  /** Asked by the walk, since the type tells nothing that would spare it. */
  | {
      readonly is: 'walk'
      readonly why: string
      readonly holds: 'objects' | 'anything'
      /** Whether its kind says all there is: nothing that is left to the walk for want of a better way. */
      readonly whole?: boolean
    }
  /** An array, or tuple, of primitives that are no strings: one loop of the walk's. */
  | { readonly is: 'numbers' }
  | { readonly is: 'object'; readonly id: string }
  | { readonly is: 'marked'; readonly name: string; readonly source: string; readonly owned: boolean }
  | Container
  | {
      readonly is: 'union'
      readonly tag?: string | undefined
      readonly cases: readonly Case[]
      readonly name: string
      readonly expression: string
    }

/** What holds any number of values of a type, or of two: a Map's keys, and its values. */
export interface Container {
  readonly is: 'array' | 'map' | 'set' | 'record'
  readonly key?: Value | undefined
  readonly of: Value
  readonly name: string
  readonly expression: string
}

/** A member of a union, and what distinguishes it. */
export interface Case {
  /** The literal of its tag, as a source has it (`'circle'`); a key that no other has; or that it is an array. */
  readonly by: { readonly literal: string } | { readonly key: string } | 'array'
  /** The member, said in terms of the union. */
  readonly expression: string
  readonly value: Value
}

/** A value that a counter of its own takes: generated code knows more of it than the walk would find out as fast. */
export type Counted = Extract<Value, { is: 'object' | 'marked' | 'union' | Container['is'] }>

export const isCounted = (value: Value): value is Counted => value.is === 'object' || 'name' in value

/** What values hold without a field: members, elements, values and keys. */
export const heldBy = (value: Value): readonly Value[] =>
  value.is === 'union'
    ? value.cases.map((one) => one.value)
    : 'of' in value
      ? [value.of, ...(value.key === undefined ? [] : [value.key])]
      : []

export interface ObjectPlan {
  readonly id: string
  /** What its counter is called after. */
  readonly name: string
  /** The type, said in terms of a marked one: `User['address']`. */
  readonly expression: string
  /** Whose rules count: those of a class, or of the value that is measured. */
  readonly described: 'class' | 'root' | 'never'
  /** Whether nothing but its holder refers to an object of the type. */
  readonly owned: boolean
  readonly fields: readonly FieldPlan[]
  /** Fields that only the class can reach: `#private` ones, and those of accessors. */
  readonly unseen: readonly string[]
  /** Whether it is a class that extends another. */
  readonly extends: boolean
  /** The `unseen` fields that a method in the class describes. */
  readonly told?: readonly string[]
  readonly place: Place
}

export interface FieldPlan {
  readonly name: string
  readonly optional: boolean
  /** Whether it may be null, undefined or missing. */
  readonly nullable: boolean
  /** Whether it may be undefined, or missing. */
  readonly mayBeUndefined: boolean
  /** Whether it may hold a number, which is a part of its object whatever the rule. */
  readonly mayBeNumber: boolean
  readonly mayBeText: boolean
  /** Whether only its class may name it. */
  readonly isPrivate: boolean
  readonly rule?: Rule | undefined
  readonly value: Value
  readonly place: Place
}

export type Rule = (
  | { readonly kind: 'owned' }
  | { readonly kind: 'shared' }
  | { readonly kind: 'ignore'; readonly reason: string }
  /** By an exported function of the same source file. */
  | { readonly kind: 'sizedBy'; readonly size: string }
) & {
  /** Whether a decorator says it, which the class itself then heeds. */
  readonly isDecorated: boolean
}

/** Whether a marked type says anything of its fields: a description without a rule would say nothing. */
export function isDescribed({ objects }: FilePlan, { value, kind }: MarkedType): boolean {
  const object = value.is === 'object' ? objects.find(({ id }) => id === value.id) : undefined
  return object?.fields.some(({ rule }) => rule !== undefined && (kind !== 'class' || !rule.isDecorated)) ?? false
}
