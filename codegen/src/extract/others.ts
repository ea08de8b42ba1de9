import type { Node, SourceFile, Type } from 'ts-morph'
import type { Place } from '../plan.js'

/** What one file of the project knows of the others. */
export interface Others {
  pathOf(file: SourceFile): string
  placeOf(node: Node): Place
  problem(node: Node, expected: string, fix: string): void
  markedAs(type: Type): { name: string; source: string; owned: boolean } | undefined
  isInlined(node: Node): boolean
  isMarked(node: Node): boolean
  /** Why a marked type is left to the walk, whatever it is. */
  leftOf(source: string, name: string): string | undefined
  wordsOf(file: SourceFile): 'esm' | 'cjs'
}
