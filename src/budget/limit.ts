import { formatBytes, parseBytes } from '../bytes.js'
import { MemSizeError, shown } from '../errors.js'

/** A part of what the process may use, asked for once, when the budget is made. */
export interface LimitShare {
  /** More than 0, at most 100. */
  readonly percent: number
  /** `'heap'`: V8's limit (`--max-old-space-size` and the young generation). `'container'`: the control group's limit, or the machine's memory where it has none. */
  readonly of: 'heap' | 'container'
}

/** Bytes, `'64 MB'`, or a part of what the process may use. */
export type Limit = number | string | LimitShare

interface Host {
  readonly process?: {
    constrainedMemory?(): number | undefined
    getBuiltinModule?(name: string): unknown
  }
}

/** What a share is of, in bytes; undefined where that cannot be asked. */
const wholes: Readonly<Record<LimitShare['of'], (process: Host['process']) => number | undefined>> = {
  heap: (process) =>
    (process?.getBuiltinModule?.('node:v8') as { getHeapStatistics(): { heap_size_limit: number } } | undefined)?.getHeapStatistics()
      .heap_size_limit,
  container(process) {
    const machine = (process?.getBuiltinModule?.('node:os') as { totalmem(): number } | undefined)?.totalmem()
    // without a limit it is 0, undefined, or about 2^64 (docs of process.constrainedMemory)
    const limit = process?.constrainedMemory?.()
    return limit !== undefined && limit > 0 && !(machine !== undefined && limit > machine) ? limit : machine
  },
}

/** The limit in bytes. Throws a MemSizeError, naming `what`, for what is none. */
export function limitBytes(limit: unknown, what = '`limit`'): number {
  const isShare = typeof limit === 'object' && limit !== null
  const bytes = isShare ? shareOf(limit as Partial<LimitShare>, what) : parseBytes(limit as string | number, what)
  if (bytes > 0) return bytes
  throw new MemSizeError(
    `Expected ${what} to be more than 0 bytes, got ${isShare ? formatBytes(bytes) : shown(limit)}. Nothing fits in it.`,
  )
}

function shareOf({ percent, of }: Partial<LimitShare>, what: string): number {
  const example = "{ percent: 20, of: 'heap' }"
  if (typeof percent !== 'number' || !(percent > 0 && percent <= 100))
    throw new MemSizeError(
      `Expected \`percent\` of ${what} to be more than 0 and at most 100, got ${shown(percent)}. Write it like ${example}.`,
    )
  if (typeof of !== 'string' || !Object.hasOwn(wholes, of))
    throw new MemSizeError(`Expected \`of\` of ${what} to be 'heap' or 'container', got ${shown(of)}. Write it like ${example}.`)
  const whole = wholes[of]((globalThis as Host).process)
  if (whole === undefined)
    throw new MemSizeError(
      `Expected an engine that reports the limit of its ${of}, for ${what}; this one does not. Give bytes, like "64 MB".`,
    )
  return Math.floor((whole * percent) / 100)
}
