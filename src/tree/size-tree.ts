import type { Skipped } from '../graph/live-graph.js'
import { type DrawOptions, drawTree } from './draw-tree.js'
import type { TreeNodes, Whole } from './nodes.js'
import { moreName, type PlainNode, plainTree, severalClasses, type TreeLimits, type TreePart } from './plain-tree.js'

/** A part that has less than this share of its parent's bytes is small: it is shown with the other small ones. An element has to stand out more. */
const smallField = 0.01
const smallElement = 0.05
/** At most this many fields are shown one by one, small or not. */
const fewFields = 20

/** Small fields are shown as one whatever their names. */
const anyField: unique symbol = Symbol()

/** Skipped parts that are listed of many objects alike. */
const mostSkips = 10

const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never

/**
 * One object in the tree of all that a value holds, each under the one that keeps it alive; or many objects of one place told as one, as
 * the 40,000 elements `$.orders[*]`. Sizes are bytes. It holds sizes and names, not the objects.
 */
export class SizeTree implements TreePart {
  /** `$.orders[3].customer`; `*` stands for many. */
  readonly path: string
  /** The last step of the path; `(37 more)` of parts too small to be shown one by one. Harmless to print, as all names here. */
  readonly name: string
  /** The class's name; `several classes` where it stands for objects of more than one. */
  readonly className: string
  /** How many objects of one place it stands for. */
  readonly objects: number
  /** How many parts of its parent it stands for: 1, or as many as are too small to be shown one by one. */
  readonly parts: number
  /** Bytes of the object itself, with the stores that only it can own. */
  readonly shallow: number
  /** Of `shallow`, reserved and not used: spare room in arrays, tables and objects. 0 by the model, which cannot see it. */
  readonly slack: number
  /** Bytes that would be freed with it: of it and all below it. */
  readonly retained: number
  /** `retained` as a part of the whole: 0 to 1. */
  readonly share: number
  /** Heap objects at and below it. */
  readonly count: number
  /** `server.js:12:3`: where a function is written, or the class of an object; empty of several objects, and where that is not known. */
  readonly place: string
  /** What a description left out here, on purpose. */
  readonly skipped: readonly Skipped[]
  readonly #nodes: TreeNodes
  readonly #members: ArrayLike<number>
  #children: readonly SizeTree[] | undefined

  /** Linear in the objects it stands for. */
  constructor(nodes: TreeNodes, members: ArrayLike<number> = [nodes.root], path = '$', name = '$', parts = 1) {
    this.#nodes = nodes
    this.#members = members
    let shallow = 0
    let slack = 0
    let retained = 0
    let count = 0
    for (let i = 0; i < members.length; i++) {
      const node = members[i]
      shallow += nodes.own[node]
      slack += nodes.slack?.[node] ?? 0
      retained += nodes.retained[node]
      count += nodes.count[node]
    }
    this.path = path
    this.name = name
    this.className = classNameOf(nodes, members)
    this.objects = members.length
    this.parts = parts
    this.shallow = shallow
    this.slack = slack
    this.retained = retained
    const total = nodes.retained[nodes.root]
    this.share = total > 0 ? retained / total : 1
    this.count = count
    this.place = members.length === 1 ? (nodes.placeOf?.(members[0]) ?? '') : ''
    this.skipped = skips(nodes, members)
  }

  /** The size of the whole, with its bounds, and what could not be seen in it. */
  get whole(): Whole {
    return this.#nodes.whole
  }

  /** Whether it is the small parts beside heavier ones that are shown one by one. */
  get isRemainder(): boolean {
    return this.parts > 1 && this.name === moreName(this.parts)
  }

  /** The parts, heaviest first; small ones told as one, the last. Found when first asked for: linear in their number. */
  get children(): readonly SizeTree[] {
    this.#children ??= this.#findChildren()
    return this.#children
  }

  #findChildren(): SizeTree[] {
    const nodes = this.#nodes
    const { childList, firstChild, retained } = nodes
    const heavy: Part[] = []
    const small = new Map<unknown, Part>()
    const isGroup = this.#members.length > 1
    const groups = isGroup ? [...alike(nodes, this.#members)] : undefined
    const root = this.#members[0]
    const isShort = (groups?.length ?? firstChild[root + 1] - firstChild[root]) <= fewFields
    const take = (first: number, bytes: number, part?: Part) => {
      const isElement = nodes.isElement(first)
      if ((isShort && !isElement) || bytes >= this.retained * (isElement ? smallElement : smallField)) {
        heavy.push(part ?? { members: [first], retained: bytes, names: 1 })
        return
      }
      const kind = isElement ? nodes.kindOf(first) : anyField
      let folded = small.get(kind)
      if (folded === undefined) small.set(kind, (folded = { members: [], retained: 0, names: 0 }))
      folded.names++
      if (part === undefined) folded.members.push(first)
      else for (const member of part.members) folded.members.push(member)
    }
    if (groups) for (const part of groups) take(part.members[0], part.retained, part)
    else for (let i = firstChild[root]; i < firstChild[root + 1]; i++) take(childList[i], retained[childList[i]])

    const children: SizeTree[] = []
    const heavyKinds = new Set<unknown>()
    for (const { members } of heavy) heavyKinds.add(nodes.isElement(members[0]) ? nodes.kindOf(members[0]) : anyField)
    for (const [kind, part] of small) {
      if (part.names === 1) heavy.push(part)
      else children.push(this.#folded(part, heavyKinds.has(kind)))
    }
    for (const { members } of heavy) {
      const name = isGroup ? nodes.patternOf(members[0]) : nodes.stepOf(members[0])
      children.push(new SizeTree(nodes, members, this.path + name, name))
    }
    return children.sort((a, b) => Number(a.isRemainder) - Number(b.isRemainder) || b.retained - a.retained)
  }

  /** Small parts as one: `[*]`, or `(37 more)` where heavier ones of their kind are shown one by one. */
  #folded({ members, names }: Part, isRest: boolean): SizeTree {
    const pattern = this.#nodes.isElement(members[0]) ? this.#nodes.patternOf(members[0]) : '.*'
    const name = isRest && !pattern.startsWith('<') ? moreName(names) : pattern
    return new SizeTree(this.#nodes, members, this.path + pattern, name, names)
  }

  /** The tree as a terminal shows it: the heaviest parts, as many as there are rows for, the others told as one. */
  toString(options?: DrawOptions): string {
    return drawTree(this, options)
  }

  /** The tree as plain data: by default the 1000 heaviest parts, the others told as one. */
  toJSON(limits?: TreeLimits | string): PlainNode {
    return plainTree(this, typeof limits === 'object' ? limits : {})
  }

  [inspect](): string {
    return this.toString()
  }
}

/** Nodes told as one. */
interface Part {
  readonly members: number[]
  retained: number
  /** How many names they have. */
  names: number
}

/** The parts of many objects, those of one name together. */
function alike(nodes: TreeNodes, members: ArrayLike<number>): Iterable<Part> {
  const { childList, firstChild, retained } = nodes
  const parts = new Map<unknown, Part>()
  for (let m = 0; m < members.length; m++) {
    const node = members[m]
    for (let i = firstChild[node]; i < firstChild[node + 1]; i++) {
      const child = childList[i]
      const kind = nodes.kindOf(child)
      const part = parts.get(kind)
      if (part === undefined) parts.set(kind, { members: [child], retained: retained[child], names: 1 })
      else {
        part.members.push(child)
        part.retained += retained[child]
      }
    }
  }
  return parts.values()
}

function classNameOf({ classOf, classNames }: TreeNodes, members: ArrayLike<number>): string {
  const number = classOf[members[0]]
  for (let i = 1; i < members.length; i++) if (classOf[members[i]] !== number) return severalClasses
  return classNames[number]
}

function skips(nodes: TreeNodes, members: ArrayLike<number>): readonly Skipped[] {
  if (!nodes.hasSkips) return []
  const found = new Map<string, Skipped>()
  for (let i = 0; i < members.length && found.size < mostSkips; i++) {
    for (const skip of nodes.skipsOf(members[i])) found.set(`${skip.name}\n${skip.reason}`, skip)
  }
  return [...found.values()]
}
