import { createReadStream } from 'node:fs'
import { formatBytes } from '../bytes.js'
import { graph as graphOf } from '../graph.js'
import type { HeapGraph } from '../heap.js'
import { runningLayout } from '../layout/running.js'
import { htmlChunks } from '../report.js'
import { unpacked } from '../snapshot/gunzip.js'
import type { Command } from './command.js'
import { CommandError, type Host } from './host.js'
import { readJsonStream } from './json-input.js'
import { layoutOf, layoutOption } from './of.js'
import { outputOption, writeReport } from './output-file.js'
import { notReadable, readSnapshot } from './snapshot-input.js'

interface HTMLOptions {
  readonly nodes?: number
  readonly layout?: string
  readonly output?: string
}

export const html: Command = {
  name: 'html',
  arguments: '<file> [later]',
  summary: 'a heap snapshot or a JSON file as a page: treemap, icicle, classes, what grew',
  options: [
    { flags: '--nodes <n>', summary: 'show the n heaviest objects one by one (default: 200000)', least: 1 },
    { ...layoutOption, summary: `for JSON: ${layoutOption.summary}` },
    outputOption,
  ],
  notes: `A heap snapshot is recognized by its beginning. Other JSON is measured as
memsize of does: as the value it is parsed to. Both may be gzipped; - is
standard input. With two heap snapshots of one program, the page shows the later
one, and what grew since the first. The page is one file that loads nothing from
the network. Without -o it goes to standard output, unless that is a terminal.`,
  async run(host, [file, later], { nodes, layout, output }: HTMLOptions) {
    if (output === undefined && host.stdout.isTTY) {
      throw new CommandError('the page is HTML, not for a terminal; give a file to write: -o report.html', 2)
    }
    const first = await readGraph(host, file, layout)
    if (later === undefined) {
      const { graph, isSnapshot, ...labels } = first
      return writeReport(host, htmlChunks(graph, { ...labels, nodes }), output)
    }
    const { graph, isSnapshot, title } = await readGraph(host, later, undefined)
    if (!first.isSnapshot || !isSnapshot) throw new CommandError('two files are compared where both are heap snapshots', 2)
    const note = `heap snapshot, compared with ${first.title}`
    await writeReport(host, htmlChunks(graph, { title, note, nodes, before: first.graph }), output)
  },
}

interface Input {
  readonly graph: HeapGraph
  readonly isSnapshot: boolean
  readonly title: string
  /** Where the sizes come from. */
  readonly note: string
}

async function readGraph(host: Host, file: string, layoutName: string | undefined): Promise<Input> {
  const title = file === '-' ? 'standard input' : file
  try {
    const { head, all } = await peeked(unpacked(file === '-' ? host.stdin : createReadStream(file), () => {}))
    if (SNAPSHOT.test(head)) {
      if (layoutName !== undefined) throw new CommandError(`${title}: a heap snapshot has its sizes; --layout is for JSON`, 2)
      return { graph: (await readSnapshot(host, file, all)).graph, isSnapshot: true, title, note: 'heap snapshot' }
    }
    const { value, textBytes } = await readJsonStream(title, all)
    const layout = layoutName === undefined ? undefined : await layoutOf(host, layoutName)
    const engine = (layout ?? runningLayout()).title
    return {
      graph: graphOf(value, { layout, details: true }),
      isSnapshot: false,
      title,
      note: `${formatBytes(textBytes)} of JSON in ${engine}`,
    }
  } catch (error) {
    throw notReadable(title, error, 'a heap snapshot or a JSON file')
  }
}

/** V8 writes it so, and DevTools reads it so: without the head the rest has no meaning. */
const SNAPSHOT = /^\s*\{\s*"snapshot"\s*:\s*\{\s*"meta"\s*:/
const HEAD = 1000

/** The beginning of a stream as text, and all of the stream. */
async function peeked(chunks: AsyncGenerator<Uint8Array>): Promise<{ head: string; all: AsyncGenerator<Uint8Array> }> {
  const first: Uint8Array[] = []
  for (let length = 0; length < HEAD; ) {
    const { done, value } = await chunks.next()
    if (done) break
    first.push(value)
    length += value.length
  }
  const all = async function* () {
    yield* first
    yield* chunks
  }
  return { head: Buffer.concat(first).toString('latin1', 0, HEAD), all: all() }
}
