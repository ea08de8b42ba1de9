import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { enginePath } from '../../scripts/engines.mjs'
import type { ProcessDocument, ProcessPart } from '../../src/process.js'

/** What programs.cjs prints. */
export interface Report extends ProcessDocument {
  readonly changed: number
  readonly smaps: number
  readonly quick: ProcessDocument
  readonly usage: NodeJS.MemoryUsage
  readonly text: string
  readonly prometheus: string
}

/** Debian's allocators: `apt-get install libjemalloc2 libmimalloc2.0`. */
export const preloads: Readonly<Record<string, string>> = {
  jemalloc: '/usr/lib/x86_64-linux-gnu/libjemalloc.so.2',
  mimalloc: '/usr/lib/x86_64-linux-gnu/libmimalloc.so.2',
}

export const hasAllocator = (name: string): boolean => name === 'glibc' || existsSync(preloads[name] as string)

/** Runs a program of programs.cjs in an engine, under an allocator. */
export async function reportOf(engine: string, program: string, allocator = 'glibc', flags: readonly string[] = []): Promise<Report> {
  const { stdout } = await promisify(execFile)(enginePath(engine), [...flags, 'test/process/programs.cjs', program], {
    maxBuffer: 2 ** 26,
    env: { ...process.env, NODE_OPTIONS: '', ...(allocator !== 'glibc' && { LD_PRELOAD: preloads[allocator] }) },
  })
  return JSON.parse(stdout)
}

/** The bytes of a path like `malloc/in use`; 0 where there is no such part. */
export function bytesAt({ parts }: ProcessDocument, path: string): number {
  const find = (among: readonly ProcessPart[]): number | undefined => {
    for (const part of among) {
      const found = part.path === path ? part.bytes : find(part.children)
      if (found !== undefined) return found
    }
    return undefined
  }
  return find(parts) ?? 0
}

/** Every part whose parts do not sum to it, and the whole. */
export function wrongSums({ rss, parts, remainder }: ProcessDocument): string[] {
  const wrong: string[] = []
  const check = (path: string, bytes: number, children: readonly ProcessPart[], more = 0) => {
    const sum = children.reduce((total, child) => total + child.bytes, more)
    if (children.length > 0 && sum !== bytes) wrong.push(`${path}: ${sum}, not ${bytes}`)
    for (const child of children) check(child.path, child.bytes, child.children)
  }
  check('rss', rss, parts, remainder)
  return wrong
}
