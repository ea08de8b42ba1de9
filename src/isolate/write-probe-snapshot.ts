import { randomBytes } from 'node:crypto'
import { close, read } from 'node:fs'
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { MemSizeError } from '../errors.js'
import type { ForkedSnapshot, SnapshotOutcome } from './binding.js'
import { type HeapProbe, lookArguments, needHeapProbe } from './heap-probe.js'
import { systemError } from './system-error.js'

/** How the probe writes a heap snapshot. */
export interface ProbeSnapshotOptions {
  /** The probe writes it, and not V8. */
  readonly by: 'probe'
  /**
   * Whether a forked child writes, so that the program stops only for the fork (default: true). With `false` the program stops until all is
   * written, some seconds for each GB: for containers that forbid a fork, or have no memory for a child.
   */
  readonly fork?: boolean | undefined
  /** Aborting it ends the child, with its reason, and leaves the file as it was. */
  readonly signal?: AbortSignal | undefined
}

/** Writes what is alive to a file, whole or not at all. Gives its bytes. */
export async function writeProbeSnapshot(path: string, { fork = true, signal }: ProbeSnapshotOptions): Promise<number> {
  signal?.throwIfAborted()
  const probe = needHeapProbe('writeHeapSnapshot')
  const existing = await stat(path).catch(nothingThere)
  if (existing && !existing.isFile())
    throw new MemSizeError(`Expected a path for a file, got ${path}, which is ${existing.isDirectory() ? 'a folder' : 'no regular file'}.`)
  const target = existing ? await realpath(path) : path
  const aside = join(dirname(target), `.memsize-${randomBytes(8).toString('hex')}.tmp`)
  const file = await open(aside, 'wx', existing?.mode)
  try {
    const outcome = fork ? await byChild(probe, file, aside, signal) : byThisProcess(probe, file)
    if (outcome.problem !== '') throw new MemSizeError(`No heap snapshot was written: ${outcome.problem}.`)
    if (outcome.error !== 0) throw systemError(outcome.error, 'write', path)
    await file.close()
    await rename(aside, target)
    return outcome.written
  } catch (error) {
    await file.close().catch(() => {})
    await rm(aside, { force: true })
    throw error
  }
}

function byThisProcess(probe: HeapProbe, file: FileHandle): SnapshotOutcome {
  const outcome = probe.heapSnapshot(...lookArguments(), file.fd) as SnapshotOutcome | string
  if (typeof outcome === 'string') throw new MemSizeError(`The whole heap cannot be read: ${outcome}.`)
  return outcome
}

const KILLED = 256
const OUTCOME_BYTES = 152

async function byChild(probe: HeapProbe, file: FileHandle, aside: string, signal: AbortSignal | undefined): Promise<SnapshotOutcome> {
  const forked = probe.heapSnapshot(...lookArguments(), file.fd, aside) as ForkedSnapshot | string
  if (typeof forked === 'string') throw new MemSizeError(`The whole heap cannot be read: ${forked}.`)
  if (forked.child < 0)
    throw new MemSizeError(
      `No child could be forked to write the heap snapshot: ${systemError(forked.error, 'fork').message}. With fork: false this process writes it itself, and stops meanwhile.`,
    )
  const kill = () => process.kill(forked.child, 'SIGKILL')
  signal?.addEventListener('abort', kill, { once: true })
  let told: Uint8Array
  let ended: number
  try {
    told = await allOf(forked.told)
  } finally {
    signal?.removeEventListener('abort', kill)
    ended = probe.heapReap(forked.child)
  }
  signal?.throwIfAborted()
  const outcome = told.length === OUTCOME_BYTES ? probe.heapTold(told) : undefined
  if (outcome !== undefined) return outcome
  const how =
    ended > KILLED ? `was ended by signal ${ended - KILLED}${ended - KILLED === 9 ? ', as by a system out of memory' : ''}` : 'ended early'
  throw new MemSizeError(`No heap snapshot was written: the child that wrote it ${how}. The program itself is unharmed.`)
}

/** What comes out of a pipe until its other end is closed. */
async function allOf(pipe: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(OUTCOME_BYTES)
  let length = 0
  try {
    for (;;) {
      const { bytesRead } = await promisify(read)(pipe, bytes, length, bytes.length - length, null)
      length += bytesRead
      if (bytesRead === 0 || length === bytes.length) return bytes.subarray(0, length)
    }
  } finally {
    await promisify(close)(pipe)
  }
}

function nothingThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
