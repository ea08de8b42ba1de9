import { setTimeout } from 'node:timers/promises'
import { busyAfter, busyError } from './busy.js'
import { CommandError } from './host.js'
import { inspectedProcess } from './inspected-process.js'
import { inspectorAt, unreachable } from './inspector-address.js'
import { InspectorSession } from './inspector-session.js'

/** In ms: a program that is busy closes its inspector later. */
const patience = 2000

/** Acts on a session with the inspector of a process or an address; what was closed before is closed again. */
export async function withSession<T>(
  target: number | URL,
  aborted: AbortSignal,
  act: (session: InspectorSession, title: string, from: string) => Promise<T>,
): Promise<T> {
  if (typeof target !== 'number') {
    const { url, title } = await inspectorAt(target)
    const session = await connected(url)
    try {
      await answerOf(session, url.host, aborted)
      return await act(session, title, url.host)
    } finally {
      session.close()
    }
  }
  const { address, wasClosed, ids } = await inspectedProcess(target)
  const session = await connected(address.url)
  let isToClose = wasClosed
  try {
    const answer = await answerOf(session, `process ${target}`, aborted)
    isToClose &&= ids.includes(answer as number)
    if (!ids.includes(answer as number)) throw new CommandError(`${address.url.host} is the inspector of another process than ${target}`)
    return await act(session, address.title, `process ${target}`)
  } finally {
    if (isToClose) await closeInspector(session)
    session.close()
  }
}

/** The id of the process. An inspector answers when its program's thread has time: one that does not is left. */
export async function answerOf(session: InspectorSession, from: string, aborted: AbortSignal): Promise<unknown> {
  const controller = new AbortController()
  const busy = setTimeout(busyAfter, undefined, { signal: controller.signal }).then(() => {
    throw busyError(from)
  })
  try {
    return await Promise.race([session.evaluate('process.pid'), busy, abortOf(aborted, controller.signal)])
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(`${from}: ${(error as Error).message}`)
  } finally {
    controller.abort()
    busy.catch(() => {})
  }
}

/** Fails as soon as the work is aborted. */
function abortOf(aborted: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (aborted.aborted) reject(aborted.reason)
    aborted.addEventListener('abort', () => reject(aborted.reason), { signal: over })
  })
}

export async function connected(url: URL): Promise<InspectorSession> {
  try {
    return await InspectorSession.connect(url)
  } catch (error) {
    throw new CommandError(`${url.host}: ${unreachable(error)}`)
  }
}

/** By a callback, as the inspector that answers cannot be closed before it has answered; it then ends the connection. */
export async function closeInspector(session: InspectorSession): Promise<void> {
  session.evaluate('void setImmediate(process._debugEnd)').catch(() => {})
  await Promise.race([session.end, setTimeout(patience, undefined, { ref: false })])
}
