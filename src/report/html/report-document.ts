import { printable } from '../../printable.js'
import type { ReportDocument } from './document.js'
import { heaviestPart } from './heaviest-part.js'
import type { RetainedClass, RetainedTree } from './retained-tree.js'

export interface ReportOptions {
  /** What the page is called: the file, the value. */
  readonly title?: string | undefined
  /** A line below it: where the numbers come from. */
  readonly note?: string | undefined
  /** How many objects are shown at most, the heaviest: 200,000 unless said. Of the others the page says how many they are, and their bytes. */
  readonly nodes?: number | undefined
}

/** A longer name is cut: a string's name is its text, and a page of 200,000 need not hold them whole. */
const NAME_LENGTH = 160
/** Rows of the class table; the rest are one row. */
const CLASSES = 2000

export function reportDocument(tree: RetainedTree, classes: readonly RetainedClass[], options: ReportOptions = {}): ReportDocument {
  const { title = 'Heap', note = '', nodes: most = 200_000 } = options
  if (!(Number.isSafeInteger(most) && most >= 1)) throw new RangeError(`Expected a whole number, 1 or more, as \`nodes\`, got ${most}`)
  const { nodes, children, folded } = heaviestPart(tree, most)
  const names = new Names()
  const column = (of: (node: number) => number) => Array.from(nodes, of)
  const listed = [...classes].sort((a, b) => b.retained - a.retained || b.shallow - a.shallow)
  const rest = listed.splice(CLASSES)
  if (rest.length > 0) listed.push(restOf(rest))
  return {
    title: harmless(title),
    note: harmless(note),
    objects: tree.order.length,
    bytes: nodes.length > 0 ? tree.retained[nodes[0]] : 0,
    tree: {
      children: Array.from(children),
      folded: Array.from(folded),
      shallow: column((node) => tree.shallow[node]),
      retained: column((node) => tree.retained[node]),
      name: column((node) => names.indexOf(tree.nameOf(node))),
      className: column((node) => names.indexOf(tree.classNameOf(node))),
      edge: Array.from(nodes, (node, at) => names.indexOf(at === 0 ? '' : tree.edgeNameOf(node))),
      id: column((node) => tree.idOf(node)),
    },
    classes: listed.map(({ name, count, shallow, retained }) => ({ name: names.indexOf(name), count, shallow, retained })),
    strings: names.all,
  }
}

/** Classes overlap in what they retain: a sum of it would be no number of bytes, so the row has the bytes of its own. */
function restOf(classes: readonly RetainedClass[]): RetainedClass {
  const shallow = classes.reduce((sum, each) => sum + each.shallow, 0)
  const count = classes.reduce((sum, each) => sum + each.count, 0)
  return { name: `(${classes.length} more classes)`, count, shallow, retained: shallow }
}

/** Cut before it is made harmless: a name may be a text of megabytes. */
function harmless(text: string): string {
  return printable(text.length > NAME_LENGTH ? `${text.slice(0, NAME_LENGTH - 1)}…` : text)
}

/** Each name once. */
class Names {
  readonly all: string[] = []
  private readonly numbers = new Map<string, number>()

  indexOf(name: string): number {
    const text = harmless(name)
    let number = this.numbers.get(text)
    if (number === undefined) {
      number = this.all.length
      this.all.push(text)
      this.numbers.set(text, number)
    }
    return number
  }
}
