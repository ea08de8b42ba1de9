import type { Trail } from './trail.js'

/** A reader that wants every object by itself: a tree, a table of classes, a search for a path. */
export interface Recorder {
  /** Called once, before anything else. */
  begin?(trail: Trail): void
  object(node: number, value: object): void
  string(node: number, text: string): void
  bytes(node: number, bytes: number): void
  skipped(node: number, name: PropertyKey, reason: string): void
}
