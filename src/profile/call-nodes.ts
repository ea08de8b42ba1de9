import type { ProfileFrame } from './allocation-profile.js'

/** A tree of calls, for formats that have one. */
export interface CallNode<T> {
  readonly frame: ProfileFrame
  readonly children: Map<string, CallNode<T>>
  /** What was allocated right there. */
  readonly sites: T[]
}

export const rootFrame: ProfileFrame = { function: '(root)', file: '', line: 0, column: 0 }

/** What makes two frames the same. */
export const frameKey = ({ function: name, file, line, column }: ProfileFrame): string => `${name}\0${file}\0${line}\0${column}`

/** The tree of all stacks, from the outermost call. Time and memory are linear in their frames. */
export function callTree<T extends { readonly stack: readonly ProfileFrame[] }>(sites: readonly T[]): CallNode<T> {
  const root: CallNode<T> = { frame: rootFrame, children: new Map(), sites: [] }
  for (const site of sites) {
    let node = root
    for (let i = site.stack.length - 1; i >= 0; i--) {
      const frame = site.stack[i]
      const key = frameKey(frame)
      let child = node.children.get(key)
      if (child === undefined) {
        child = { frame, children: new Map(), sites: [] }
        node.children.set(key, child)
      }
      node = child
    }
    node.sites.push(site)
  }
  return root
}
