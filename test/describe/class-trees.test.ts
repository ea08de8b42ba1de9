import { inEngine, isThorough, nodes } from '../in-engines.js'

interface Trees {
  readonly looked: number
  readonly by: string
  readonly wrong: readonly string[]
}

const seed = 1
/** Each is four chains of classes, and some instances; MEMSIZE_TREES is another number. */
const trees = Number(process.env.MEMSIZE_TREES ?? (isThorough ? 2000 : 100))

test.each(nodes)(
  `%s: decorated is as undecorated, to the byte; with ignore, what only that field holds is left out (seed ${seed})`,
  async (node) => {
    const { looked, by, wrong } = await inEngine<Trees>(node, 'describe/class-trees-child.cjs', [], ['dist/cjs', `${seed}`, `${trees}`])
    expect(by).toBe('probe')
    expect(looked).toBe(trees)
    expect(wrong).toEqual([])
  },
  240_000,
)
