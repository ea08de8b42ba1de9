import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { HeapGraph } from '../../src/graph/heap-graph.js'
import { readHeapSnapshot } from '../../src/snapshot/read-snapshot.js'
import { deepOf, findHolder, shallowOf } from '../../src/snapshot/value-policy.js'

/** A JavaScript expression, and which of its sizes is asked for. */
export interface Question {
  readonly source: string
  readonly size?: 'shallow'
}

/** Runs a script in an engine and takes a snapshot of its heap; `errors` is what the script left in holder.errors. */
export type Snapshotter = (script: string) => Promise<{ graph: HeapGraph; errors: readonly (string | null)[] }>

/** test/oracle, as the tests' root is the project's. */
const folder = join(process.cwd(), 'test/oracle')

/** Node or Deno, by the path of its binary. */
export function processOf(binary: string): Snapshotter {
  return async (script) => {
    const scratch = await mkdtemp(join(tmpdir(), 'memsize-oracle-'))
    try {
      const file = join(scratch, 'cases.js')
      const snapshot = join(scratch, 'engine.heapsnapshot')
      await writeFile(file, script)
      const runtime = /deno$/.test(binary) ? ['run', '-A'] : []
      const { stdout } = await promisify(execFile)(binary, [...runtime, join(folder, 'engine-child.cjs'), file, snapshot])
      return { graph: await readHeapSnapshot(snapshot), errors: JSON.parse(stdout) }
    } finally {
      await rm(scratch, { recursive: true })
    }
  }
}

/** What the engine says: bytes of the value of each question; 0 for a small integer. A source that throws is an error. */
export async function truths(snapshot: Snapshotter, questions: readonly Question[]): Promise<number[]> {
  const prelude = await readFile(join(folder, 'prelude.js'), 'utf8')
  const lines = questions.map(({ source }, i) => `try{hold(${i},${source})}catch(e){fail(${i},e)}`)
  const { graph, errors } = await snapshot([prelude, ...lines].join('\n'))
  const thrown = errors.findIndex((error) => error)
  if (thrown >= 0) throw new Error(`${errors[thrown]} in ${questions[thrown].source}`)
  const nodes = findHolder(graph, 'OracleHolder')
  return questions.map(({ size }, i) => {
    const node = nodes.get(i)
    if (node === undefined) return 0
    return (size === 'shallow' ? shallowOf : deepOf)(graph, node).bytes
  })
}
