import { get } from 'node:http'
import { CommandError } from './host.js'

/** Where an inspector is. */
export interface InspectorAddress {
  /** `ws://127.0.0.1:9229/<id>` */
  readonly url: URL
  /** What the inspector calls its program; empty where it was not asked. */
  readonly title: string
}

/** An inspector that does not answer, in ms. */
const patience = 5000
/** Bytes of a list of targets. */
const longest = 2 ** 20

/** `ws://host:port/id`, `http://host:port` or `host:port`, as a URL; undefined for anything else. */
export function parsedAddress(text: string): URL | undefined {
  const withScheme = /^[a-z]+:\/\//i.test(text) ? text : /^(\[[\da-f:]+\]|[^\s:/]+):\d+$/i.test(text) ? `http://${text}` : undefined
  if (withScheme === undefined || !URL.canParse(withScheme)) return undefined
  const url = new URL(withScheme)
  return url.protocol === 'ws:' || url.protocol === 'http:' ? url : undefined
}

/** Whether it can be no other machine: whoever reaches an inspector can run code there. */
export const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)

/** Asks for the program's own address where only that of the inspector is given. */
export async function inspectorAt(given: URL): Promise<InspectorAddress> {
  if (given.protocol === 'ws:' && given.pathname.length > 1) return { url: given, title: '' }
  const place = given.host
  const targets = await listedTargets(given)
  const target = targets.find(({ type }) => type === 'node') ?? targets[0]
  if (target === undefined) throw new CommandError(`${place}: an inspector without a program, or one that another debugger has`)
  // the path alone is taken: what answers names no other machine
  const { pathname, search } = new URL(target.webSocketDebuggerUrl)
  return { url: new URL(`ws://${place}${pathname}${search}`), title: target.title ?? '' }
}

interface ListedTarget {
  readonly type?: string
  readonly title?: string
  readonly webSocketDebuggerUrl: string
}

async function listedTargets({ host, hostname, port }: URL): Promise<ListedTarget[]> {
  let text: string
  try {
    text = await fetched(hostname.replace(/^\[|\]$/g, ''), port || '80')
  } catch (error) {
    throw new CommandError(`${host}: ${unreachable(error)}`)
  }
  const isTarget = (target: unknown): target is ListedTarget => {
    const { webSocketDebuggerUrl } = (target ?? {}) as Partial<ListedTarget>
    return typeof webSocketDebuggerUrl === 'string' && URL.canParse(webSocketDebuggerUrl)
  }
  try {
    return (JSON.parse(text) as unknown[]).filter(isTarget)
  } catch {
    throw new CommandError(`${host}: what answers there is no inspector`)
  }
}

function fetched(host: string, port: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asking = get({ host, port, path: '/json/list', agent: false }, async (response) => {
      try {
        let text = ''
        for await (const chunk of response.setEncoding('utf8')) if ((text += chunk).length > longest) break
        resolve(text)
      } catch (error) {
        reject(error)
      }
    })
    asking.setTimeout(patience, () => asking.destroy(new Error('it does not answer')))
    asking.on('error', reject)
  })
}

/** Why a connection cannot be had, for people. */
export function unreachable(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  const reasons: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing listens there; start the program with --inspect, or give its process id',
    ECONNRESET: 'what answers there is no inspector',
    HPE_INVALID_CONSTANT: 'what answers there is no inspector',
    ENOTFOUND: 'no such host',
    EAI_AGAIN: 'no such host, or no network',
    EHOSTUNREACH: 'it cannot be reached',
    ENETUNREACH: 'it cannot be reached',
  }
  return reasons[code ?? ''] ?? message
}
