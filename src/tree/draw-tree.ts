import { formatBytes } from '../bytes.js'
import { moreName, type PlainNode, plainTree, severalClasses, type TreeLimits, type TreePart } from './plain-tree.js'
import { type Cell, countText, expectAtLeast, shareText, type TextOptions, type Tone, textTable } from './text-table.js'

/**
 * How a tree is drawn: `width` in columns of the terminal (default 80), at most so many `rows`, and steps of `depth`. Without a number of rows:
 * 30, and none for what is less than half a per cent.
 */
export interface DrawOptions extends TextOptions, TreeLimits {}

/** Columns that the numbers beside a tree and the names in it need. */
const besides = 40

const defaultRows = 30
const leastShare = 0.005
/** From here on a size is made to stand out. */
const strikingShare = 0.1

/** Draws the heaviest parts of a tree. */
export function drawTree(tree: TreePart, options: DrawOptions = {}): string {
  const { width = 80, rows = defaultRows, depth = Infinity } = options
  expectAtLeast('rows', rows, 1)
  expectAtLeast('depth', depth, 0)
  expectAtLeast('width', width, 20)
  const deepest = Math.min(depth, Math.max(2, Math.floor((width - besides) / 3)))
  const lines = linesOf(plainTree(tree, { rows, depth: deepest }, options.rows === undefined ? tree.retained * leastShare : 0))
  const numbers = (of: (node: PlainNode) => string, tone: (node: PlainNode) => Tone = () => 'plain'): Cell[] =>
    lines.map(({ node }) => (node === undefined ? [] : [[tone(node), of(node)]]))
  return textTable(
    [
      {
        title: 'RETAINED',
        right: true,
        cells: numbers(
          ({ retained }) => formatBytes(retained),
          ({ share }) => (share >= strikingShare ? 'strong' : 'plain'),
        ),
      },
      { title: 'SHALLOW', right: true, dispensable: 2, cells: numbers(({ shallow }) => formatBytes(shallow)) },
      { title: 'SHARE', right: true, cells: numbers(({ share }) => shareText(share)) },
      { title: 'OBJECTS', right: true, dispensable: 1, cells: numbers(({ count }) => countText(count)) },
      { title: 'PATH', cells: lines.map(({ cell }) => cell) },
    ],
    options,
  )
}

/** The class, and how many objects of it where the name does not tell. */
function kindOf({ name, objects, className }: PlainNode): string {
  if (objects === 1 || name === moreName(objects)) return className
  return `${countText(objects)} ${className === severalClasses ? 'of' : '×'} ${className}`
}

interface Line {
  /** Undefined where a line tells what was skipped. */
  readonly node: PlainNode | undefined
  readonly cell: Cell
}

function linesOf(root: PlainNode): Line[] {
  const lines: Line[] = []
  const waiting = [{ node: root, first: '', more: '' }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, first, more } = next
    const { children = [], skipped = [] } = node
    lines.push({
      node,
      cell: [
        ['quiet', first],
        ['plain', node.name],
        ['quiet', `  ${kindOf(node)}${node.place === undefined ? '' : `  ${node.place}`}`],
      ],
    })
    skipped.forEach(({ name, reason }, i) => {
      const branch = i === skipped.length - 1 && children.length === 0 ? '└╌ ' : '├╌ '
      lines.push({ node: undefined, cell: [['quiet', `${more}${branch}${name}  not counted: ${reason}`]] })
    })
    for (let i = children.length - 1; i >= 0; i--) {
      const isLast = i === children.length - 1
      waiting.push({ node: children[i], first: `${more}${isLast ? '└─ ' : '├─ '}`, more: `${more}${isLast ? '   ' : '│  '}` })
    }
  }
  return lines
}
