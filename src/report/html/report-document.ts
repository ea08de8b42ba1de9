import { classesBelow, type HeapClass } from '../../graph/by-class.js'
import { printable } from '../../printable.js'
import type { PathChange } from '../../snapshot/path-table.js'
import type { TreeNodes } from '../../tree/nodes.js'
import type { ReportDocument } from './document.js'
import { heaviestPart } from './heaviest-part.js'

/** Longer names are cut: a property's name can be any text, and the page holds every one. */
const longestName = 160
/** Rows of the class table; the other classes are one row. */
const mostClasses = 2000

/** A tree whose objects may have names, and numbers that other tools know them by. */
export interface NamedNodes extends TreeNodes {
  nameOf?(node: number): string
  idOf?(node: number): number
}

export interface ReportOptions {
  readonly title: string
  readonly note: string
  /** How paths begin. */
  readonly rootName: string
  /** How many objects are shown by themselves at most. */
  readonly nodes: number
  readonly growth?: Growth | undefined
  /** Its nodes are parts of a process, and not objects. */
  readonly isOfParts?: boolean | undefined
}

/** What grew since a snapshot before. Bytes. */
export interface Growth {
  /** What a node retains more than then; undefined where ids cannot be compared. */
  readonly retainedBy: ((node: number) => number) | undefined
  /** By class: bytes of their own more than then. */
  readonly classes: ReadonlyMap<string, number>
  readonly paths: readonly PathChange[]
}

/** Rows of the paths that grew. */
const mostPaths = 500

export function reportDocument(all: NamedNodes, { title, note, rootName, nodes: most, growth, isOfParts }: ReportOptions): ReportDocument {
  const { nodes, children, isCut } = heaviestPart(all, most)
  const names = new Names()
  const column = (of: (node: number) => number) => Array.from(nodes, of)
  const classNumbers = all.classNames.map((name) => names.numberOf(name))
  return {
    title: cut(printable(title)),
    note: printable(note),
    ...(isOfParts && { isOfParts }),
    isCut,
    tree: {
      children: Array.from(children),
      count: column((node) => all.count[node]),
      shallow: column((node) => all.own[node]),
      retained: column((node) => all.retained[node]),
      name: column((node) => names.numberOf(all.nameOf?.(node) ?? '')),
      className: column((node) => classNumbers[all.classOf[node]]),
      step: column((node) => names.numberOf(node === all.root ? rootName : all.stepOf(node))),
      id: column((node) => all.idOf?.(node) ?? 0),
    },
    classes: listed(classesBelow(all)).map((row) => ({
      ...row,
      name: names.numberOf(row.name),
      ...(growth && { grown: growth.classes.get(row.name) ?? 0 }),
    })),
    growth: growth && {
      retained: growth.retainedBy && column(growth.retainedBy),
      paths: growth.paths
        .slice(0, mostPaths)
        .filter(({ bytesDelta, countDelta }) => bytesDelta > 0 || countDelta > 0)
        .map(({ path, countDelta, bytesDelta }) => ({ name: names.numberOf(printable(path)), count: countDelta, bytes: bytesDelta })),
    },
    strings: names.all,
  }
}

/** Classes overlap in what they retain: a sum of it would be no number of bytes, so those told as one have the bytes of their own. */
function listed(classes: readonly HeapClass[]): readonly HeapClass[] {
  if (classes.length <= mostClasses) return classes
  const rest = classes.slice(mostClasses - 1)
  const shallow = rest.reduce((sum, row) => sum + row.shallow, 0)
  const count = rest.reduce((sum, row) => sum + row.count, 0)
  return [...classes.slice(0, mostClasses - 1), { name: `(${rest.length.toLocaleString('en')} more)`, count, shallow, retained: shallow }]
}

function cut(text: string): string {
  if (text.length <= longestName) return text
  // no half of a pair of surrogates
  return `${text.slice(0, longestName - 1).replace(/\p{Cs}$/u, '')}…`
}

/** Each text once. */
class Names {
  readonly all: string[] = []
  private readonly numbers = new Map<string, number>()

  numberOf(name: string): number {
    const text = cut(name)
    let number = this.numbers.get(text)
    if (number === undefined) {
      number = this.all.length
      this.all.push(text)
      this.numbers.set(text, number)
    }
    return number
  }
}
