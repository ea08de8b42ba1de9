import { existsSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { now } from '../timers.js'
import { smallFile } from './small-file.js'

/** What the container allows. Bytes. */
export interface MemoryLimit {
  /** The most that the container may use. */
  readonly bytes: number
  /** Who says so. */
  readonly by: 'cgroup v2' | 'cgroup v1' | 'process.constrainedMemory()'
  /** What the container has now, with the kernel's memory and cached files: not this process's RSS alone. Undefined where it cannot be read. */
  readonly used?: number
  /** Of `used`, cached files that the kernel can drop at any time. */
  readonly inactiveFile?: number
}

const machine = totalmem()

interface Version {
  readonly by: 'cgroup v2' | 'cgroup v1'
  readonly mount: string
  readonly limit: string
  readonly usage: string
  readonly inactive: string
}

/** https://docs.kernel.org/admin-guide/cgroup-v2.html, https://docs.kernel.org/admin-guide/cgroup-v1/memory.html */
const v2: Version = {
  by: 'cgroup v2',
  mount: '/sys/fs/cgroup',
  limit: 'memory.max',
  usage: 'memory.current',
  inactive: 'inactive_file',
}
const v1: Version = {
  by: 'cgroup v1',
  mount: '/sys/fs/cgroup/memory',
  limit: 'memory.limit_in_bytes',
  usage: 'memory.usage_in_bytes',
  inactive: 'total_inactive_file',
}

/**
 * The least limit of the control groups that this process is in, or what Node says; undefined where there is none. Never throws.
 * @param root a folder that stands for `/`
 */
export function memoryLimit(root = '/', most = machine): MemoryLimit | undefined {
  if (groupsOf(root).length > 0) return groupLimit(root, most)
  // reads the same files, and more
  return root === '/' ? nodeLimit(most) : undefined
}

/** Folders of the groups that this process is in and that have a limit file, by root: they are looked for once, as a process seldom moves. */
const known = new Map<string, readonly Group[]>()

interface Group {
  readonly version: Version
  readonly limit: string
  readonly usage: string
  readonly stat: string
}

/** A limit is seldom changed, and reading those of all groups costs a tenth of a report: it is believed for so many milliseconds. */
const believedFor = 1000

interface Believed {
  readonly least: { readonly bytes: number; readonly group: Group } | undefined
  readonly until: number
  readonly most: number
}

const believed = new Map<string, Believed>()

function groupLimit(root: string, most: number): MemoryLimit | undefined {
  const before = believed.get(root)
  const time = now()
  const isGood = before !== undefined && before.most === most && time < before.until
  const least = isGood ? before.least : leastLimit(root, most)
  if (!isGood) believed.set(root, { least, most, until: time + believedFor })
  return least && limitWithUse(least.bytes, least.group)
}

function leastLimit(root: string, most: number): Believed['least'] {
  let least: { readonly bytes: number; readonly group: Group } | undefined
  for (const group of groupsOf(root)) {
    // v1 says 2^63 less a page for none, and Node passes it on
    const bytes = numberIn(group.limit)
    if (bytes !== undefined && bytes > 0 && bytes < most && (least === undefined || bytes < least.bytes)) least = { bytes, group }
  }
  return least
}

function groupsOf(root: string): readonly Group[] {
  let found = known.get(root)
  if (found === undefined) known.set(root, (found = groupsWithLimit(root)))
  return found
}

function groupsWithLimit(root: string): Group[] {
  const found: Group[] = []
  for (const { version, path } of groups(root)) {
    // inside a container the path may be the host's, and the mount is the group itself
    for (const step of new Set([...upwards(path), '/'])) {
      const folder = join(root, version.mount, step)
      const limit = join(folder, version.limit)
      if (existsSync(limit)) found.push({ version, limit, usage: join(folder, version.usage), stat: join(folder, 'memory.stat') })
    }
  }
  return found
}

function groups(root: string): { version: Version; path: string }[] {
  const found: { version: Version; path: string }[] = []
  for (const line of (smallFile(join(root, 'proc/self/cgroup')) ?? '').split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? []
    if (path === undefined) continue
    if (controllers === '') found.push({ version: v2, path })
    else if (controllers.split(',').includes('memory')) found.push({ version: v1, path })
  }
  return found
}

function upwards(path: string): string[] {
  const steps = path.split('/').filter((step) => step !== '' && step !== '..')
  return steps.map((_step, i) => `/${steps.slice(0, steps.length - i).join('/')}`)
}

function limitWithUse(bytes: number, { version, usage, stat }: Group): MemoryLimit {
  const used = numberIn(usage)
  const inactive = new RegExp(`^${version.inactive} (\\d+)$`, 'm').exec(smallFile(stat) ?? '')
  return { bytes, by: version.by, ...(used !== undefined && { used }), ...(inactive !== null && { inactiveFile: Number(inactive[1]) }) }
}

function nodeLimit(most: number): MemoryLimit | undefined {
  try {
    const bytes = process.constrainedMemory()
    return bytes > 0 && bytes < most ? { bytes, by: 'process.constrainedMemory()' } : undefined
  } catch {
    return undefined
  }
}

function numberIn(file: string): number | undefined {
  const text = smallFile(file)?.trim()
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}
