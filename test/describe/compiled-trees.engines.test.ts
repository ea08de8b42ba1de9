import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inEngine, nodes } from '../in-engines.js'
import { compilers } from './compilers.js'

interface Trees {
  readonly looked: number
  readonly by: string
  readonly wrong: readonly string[]
}

/** MEMSIZE_TREES: how many chains of classes each compiler gets. */
const count = Number(process.env.MEMSIZE_TREES ?? 100)
const perFile = 50
const seed = 1

const { sourceText } = createRequire(join(process.cwd(), 'test/describe/x.cjs'))('./class-tree-texts.cjs')

test.each(compilers)(
  `$id: decorated is as undecorated, to the byte; with ignore, what only that field holds is left out (${count} chains of classes, seed ${seed})`,
  async ({ id, dialect, compile }) => {
    const folder = mkdtempSync(join(tmpdir(), 'memsize-trees-'))
    try {
      mkdirSync(join(folder, 'node_modules'))
      symlinkSync(process.cwd(), join(folder, 'node_modules/memsize'))
      for (const name of ['@swc', '@types', 'reflect-metadata'])
        symlinkSync(join(process.cwd(), 'node_modules', name), join(folder, 'node_modules', name))
      const rulesPrivate = dialect === 'standard'
      const sources: string[] = []
      for (let first = seed; first < seed + count; first += perFile) {
        const file = join(folder, `trees-${first}-${perFile}.ts`)
        writeFileSync(file, sourceText(first, Math.min(perFile, seed + count - first), rulesPrivate))
        sources.push(file)
      }
      expect(await compile(sources, join(folder, 'out'))).toEqual({})
      for (const node of nodes) {
        const { looked, by, wrong } = await inEngine<Trees>(
          node,
          'describe/compiled-trees-child.cjs',
          [],
          [join(folder, 'out'), `${rulesPrivate}`],
        )
        expect({ node, id, looked, by, wrong }).toEqual({ node, id, looked: count, by: 'probe', wrong: [] })
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
