import { readFile } from 'node:fs/promises'
import { libraryFile, notOnDisk } from '../probe/library-file.js'
import { type ProcessDocument, processMemory, type Release, reportFromJSON } from '../process.js'
import { answerOf, closeInspector, connected } from './attached-session.js'
import { CommandError } from './host.js'
import { inspectedProcess } from './inspected-process.js'
import type { InspectorSession } from './inspector-session.js'
import { notReadable } from './snapshot-input.js'

/** A report of a process from outside: what its pages are, without counters of its own. */
export function reportFromOutside(id: number | undefined, classes: boolean): ProcessDocument {
  const report = processMemory({ pid: id, classes })
  if (report.rss === 0) throw new CommandError(`process ${id}: ${report.missing.at(-1) ?? 'no such process'}`)
  return report.toJSON()
}

/** What a process says of itself, by its inspector: with what V8 and malloc count. */
export const reportFromInside = (id: number, classes: boolean): Promise<ProcessDocument> =>
  inside(id, async (session) => reportFromJSON(await called(session, 'processMemory', { classes })))

/** Has a process give back what is free. */
export const releaseInside = (id: number): Promise<{ release: Release; report: ProcessDocument }> =>
  inside(id, async (session) => ({
    release: (await called(session, 'releaseMemory')) as Release,
    report: reportFromJSON(await called(session, 'processMemory')),
  }))

async function inside<T>(id: number, work: (session: InspectorSession) => Promise<T>): Promise<T> {
  const { address, wasClosed, ids } = await inspectedProcess(id)
  const session = await connected(address.url)
  let isIt = false
  try {
    isIt = ids.includes((await answerOf(session, `process ${id}`, new AbortController().signal)) as number)
    if (!isIt) throw new CommandError(`${address.url.host} is the inspector of another process than ${id}`)
    return await work(session)
  } finally {
    if (wasClosed && isIt) await closeInspector(session)
    session.close()
  }
}

/** Loads this library in the process, and gives what a function of memsize/process gives there. */
async function called(session: InspectorSession, name: string, options?: object): Promise<unknown> {
  const file = libraryFile('../../cjs/process.js')
  if (file === undefined) throw new CommandError(notOnDisk)
  const expression = `(async () => {
    try {
      const file = ${JSON.stringify(file)}
      return 'J' + JSON.stringify(await process.getBuiltinModule('node:module').createRequire(file)(file).${name}(${JSON.stringify(options) ?? ''}))
    } catch (error) {
      return 'E' + error
    }
  })()`
  const answer = (await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })) as {
    result: { value?: unknown }
  }
  const text = answer.result.value
  if (typeof text !== 'string' || text[0] !== 'J')
    throw new CommandError(`the process cannot load this library: ${typeof text === 'string' ? text.slice(1) : 'no answer'}`)
  return JSON.parse(text.slice(1))
}

/** A report that `memsize process --json` has written. */
export async function readReport(file: string): Promise<ProcessDocument> {
  try {
    return reportFromJSON(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    if (error instanceof SyntaxError) throw new CommandError(`${file}: no JSON; expected what memsize process --json prints`)
    throw notReadable(file, error, 'a report of memsize process --json')
  }
}
