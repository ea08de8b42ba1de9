import { totalmem } from 'node:os'
import { join } from 'node:path'
import { smallFile } from './small-file.js'

/** What the container allows. Bytes. */
export interface MemoryLimit {
  readonly bytes: number
  /** Who says so. */
  readonly by: 'cgroup v2' | 'cgroup v1' | 'process.constrainedMemory()'
  /** What the container has now, with the kernel's memory and cached files: not this process's RSS alone. Undefined where it cannot be read. */
  readonly used?: number
  /** Of `used`, cached files that the kernel can drop at any time. */
  readonly inactiveFile?: number
}

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
export function memoryLimit(root = '/', most = totalmem()): MemoryLimit | undefined {
  return groupLimit(root, most) ?? (root === '/' ? nodeLimit(most) : undefined)
}

function groupLimit(root: string, most: number): MemoryLimit | undefined {
  let least: MemoryLimit | undefined
  for (const { version, path } of groups(root)) {
    // inside a container the path may be the host's, and the mount is the group itself
    for (const folder of new Set([...upwards(path), '/'])) {
      const found = limitIn(join(root, version.mount, folder), version, most)
      if (found !== undefined && (least === undefined || found.bytes < least.bytes)) least = found
    }
  }
  return least
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

function limitIn(folder: string, { by, limit, usage, inactive }: Version, most: number): MemoryLimit | undefined {
  const bytes = numberIn(join(folder, limit))
  // v1 says 2^63 less a page for none, and Node passes it on
  if (bytes === undefined || bytes <= 0 || bytes >= most) return undefined
  const used = numberIn(join(folder, usage))
  const stat = new RegExp(`^${inactive} (\\d+)$`, 'm').exec(smallFile(join(folder, 'memory.stat')) ?? '')
  return { bytes, by, ...(used !== undefined && { used }), ...(stat !== null && { inactiveFile: Number(stat[1]) }) }
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
