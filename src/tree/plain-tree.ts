import type { Skipped } from '../graph/live-graph.js'

/** How much of a tree is shown. */
export interface TreeLimits {
  /** Parts shown: the heaviest ones. */
  readonly rows?: number | undefined
  /** Steps below the root shown. */
  readonly depth?: number | undefined
}

/** A node of a SizeTree as plain data. Sizes are bytes. */
export interface PlainNode {
  /** From the measured value: `$.sessions[*].user`. */
  readonly path: string
  /** The last step of the path. */
  readonly name: string
  /** The class of the objects; empty where they are of several. */
  readonly className: string
  /** How many objects the node stands for. */
  readonly objects: number
  /** Bytes of those objects themselves. */
  readonly shallow: number
  /** The part of `shallow` that is reserved and not used. */
  readonly slack: number
  /** What would be freed with them. */
  readonly retained: number
  /** `retained` as a part of the whole: 0 to 1. */
  readonly share: number
  /** How many objects would be freed with them, themselves included. */
  readonly count: number
  /** `server.js:12:3`: where a function is written, or the class of an object. Not there where that is not known. */
  readonly place?: string
  /** Parts that a description leaves out. */
  readonly skipped?: readonly Skipped[]
  /** Heaviest first; those that are not shown are one node together, the last. Not there where nothing below is shown. */
  readonly children?: readonly PlainNode[]
}

/** A part of a size tree, as those who show it use it. */
export interface TreePart extends Required<Omit<PlainNode, 'children'>> {
  /** How many parts of its parent it stands for. */
  readonly parts: number
  /** Whether it stands for the small parts beside heavier ones. */
  readonly isRemainder: boolean
  /** Heaviest first. */
  readonly children: readonly TreePart[]
}

/** The class name of objects of several classes. */
export const severalClasses = 'several classes'

export const moreName = (parts: number): string => `(${parts.toLocaleString('en')} more)`

/** A node that is shown, and its parts that may be. */
class Shown {
  readonly tree: TreePart
  readonly depth: number
  readonly shown: Shown[] = []
  private readonly waiting: readonly TreePart[]

  constructor(tree: TreePart, depth: number, deepest: number) {
    this.tree = tree
    this.depth = depth
    this.waiting = depth < deepest ? tree.children.filter(({ retained }) => retained > 0).sort((a, b) => b.retained - a.retained) : []
  }

  /** The heaviest part that is not shown yet. */
  get next(): TreePart | undefined {
    return this.waiting[this.shown.length]
  }

  /** Rows more if that part is shown too: itself, and a line for the others while there are any. */
  get cost(): number {
    const left = this.waiting.length - this.shown.length
    return this.shown.length === 0 ? Math.min(2, left) : left === 1 ? 0 : 1
  }

  /** The parts shown, and the others told as one, with what is small already. */
  parts(): Part[] {
    const parts: Part[] = []
    let remainder: Shown | undefined
    for (const of of this.shown) {
      if (of.tree.isRemainder && remainder === undefined) remainder = of
      else parts.push({ plain: plainNode(of.tree), of })
    }
    const hidden = this.waiting.slice(this.shown.length)
    if (remainder !== undefined) hidden.push(remainder.tree)
    if (this.shown.length > 0 && hidden.length > 0)
      parts.push({ plain: hidden.length === 1 ? plainNode(hidden[0]) : together(this.tree, hidden), of: remainder })
    return parts
  }
}

interface Part {
  readonly plain: Writable
  readonly of: Shown | undefined
}

type Writable = Omit<PlainNode, 'children'> & { children?: PlainNode[] }

function plainNode({ path, name, className, objects, shallow, slack, retained, share, count, place, skipped }: TreePart): Writable {
  return {
    path,
    name,
    className,
    objects,
    shallow,
    slack,
    retained,
    share,
    count,
    ...(place !== undefined && place !== '' && { place }),
    ...(skipped.length > 0 && { skipped }),
  }
}

function together(tree: TreePart, parts: readonly TreePart[]): Writable {
  const sum = (of: (part: TreePart) => number) => parts.reduce((total, part) => total + of(part), 0)
  return {
    path: `${tree.path}.*`,
    name: moreName(sum(({ parts }) => parts)),
    className: parts.every(({ className }) => className === parts[0].className) ? parts[0].className : severalClasses,
    objects: sum(({ objects }) => objects),
    shallow: sum(({ shallow }) => shallow),
    slack: sum(({ slack }) => slack),
    retained: sum(({ retained }) => retained),
    share: sum(({ share }) => share),
    count: sum(({ count }) => count),
  }
}

/** The heaviest parts of a tree, none lighter than `least` bytes. It adds the heaviest next to one shown, until there is no row left. */
export function plainTree(tree: TreePart, { rows = 1000, depth = 100 }: TreeLimits, least = 0): PlainNode {
  const root = new Shown(tree, 0, depth)
  const open = [root]
  let left = rows - 1
  for (;;) {
    let best: Shown | undefined
    for (const one of open) if (one.next !== undefined && !((best?.next?.retained ?? -1) >= one.next.retained)) best = one
    if (best?.next === undefined || best.cost > left || best.next.retained < least) break
    left -= best.cost
    const added: Shown = new Shown(best.next, best.depth + 1, depth)
    best.shown.push(added)
    open.push(added)
  }
  const plain = plainNode(tree)
  const pending: Part[] = [{ plain, of: root }]
  for (const { plain, of } of pending) {
    const parts = of?.parts() ?? []
    if (parts.length === 0) continue
    plain.children = parts.map((part) => part.plain)
    pending.push(...parts)
  }
  return plain
}
