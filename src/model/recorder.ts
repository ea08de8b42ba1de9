import type { Step } from '../path-step.js'
import type { Trail } from './trail.js'

/** A reader that wants every object by itself: a tree, a table of classes, a search for a path. */
export interface Recorder {
  /** Called once, before anything else. */
  begin?(trail: Trail): void
  object(node: number, value: object): void
  /** A string, symbol or bigint: a heap object of its own. */
  primitive(node: number, value: string | symbol | bigint): void
  /** Bytes of a node, which may come in several parts. */
  bytes(node: number, bytes: number, lower: number, upper: number): void
  skipped(node: number, name: PropertyKey, reason: string): void
  /** Something that was recorded before was reached again, from another node or under another name. */
  again?(from: number, step: Step, value: unknown): void
  /** Whether what is recorded next is a part that others hold too. */
  sharing?(on: boolean): void
  /** A description said what belongs to the object: all its insides, or only what it named. */
  described?(node: number, hasRest: boolean): void
  /** Bytes outside the heap that a description gave. */
  claimed?(node: number, bytes: number): void
  /** An arena outside the heap, of which a description said how much is in use; `claimed` was called with its capacity. */
  arena?(node: number, name: PropertyKey, used: number, capacity: number): void
}
