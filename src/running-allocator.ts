import { allocatorNames } from './allocators/names.js'
import { type AllocatorModel, allocatorModels, usableSize as byFormula } from './allocators/usable-size.js'
import { parseBytes } from './bytes.js'
import { processBinding } from './probe/process-binding.js'

/** Which malloc serves a process. */
export interface Allocator {
  /** Which malloc serves this process. */
  readonly name: 'glibc' | 'musl' | 'jemalloc' | 'mimalloc' | 'PartitionAlloc' | 'Windows' | 'macOS' | 'unknown'
  /** As it says itself, or its C library does; undefined where it does not. */
  readonly version: string | undefined
  /** The file that has it; undefined where that is not known. */
  readonly file: string | undefined
  /** How it was found. */
  readonly by: string
  /** The formula of what it gives; undefined where none was checked for it. */
  readonly model: AllocatorModel | undefined
}

/** Which allocator serves malloc in this process, and so the stores of ArrayBuffers. Never throws. */
export function allocator(): Allocator {
  const { process } = globalThis as { process?: NodeJS.Process }
  if (typeof process?.getBuiltinModule !== 'function')
    return { version: undefined, file: undefined, model: undefined, name: 'unknown', by: 'not running in Node' }
  const { platform, versions } = process
  const unknown = { version: undefined, file: undefined, model: undefined }
  if (versions.electron !== undefined) return { ...unknown, name: 'PartitionAlloc', by: 'process.versions.electron' }
  if (platform === 'win32') return { ...unknown, name: 'Windows', by: 'process.platform' }
  if (platform === 'darwin') return { ...unknown, name: 'macOS', by: 'process.platform' }
  const binding = processBinding()
  if (typeof binding === 'string') return { ...unknown, name: 'unknown', by: `not asked: ${binding}` }
  const [number, code, file, symbol, libc, text] = binding.processAllocator()
  const name = allocatorNames[number] ?? 'unknown'
  const version = name === 'glibc' ? libc : name === 'mimalloc' ? mimallocVersion(code) : /^\d+\.\d+\.\d+/.exec(text)?.[0]
  return {
    name,
    version: version || undefined,
    file: file || undefined,
    by: file ? `${symbol}() is in ${file}` : 'no malloc_usable_size()',
    model: modelOf(name, version),
  }
}

/** mi_version(): 209 is 2.0.9, 20401 is 2.4.1. */
export function mimallocVersion(code: number): string | undefined {
  if (code <= 0) return undefined
  const base = code < 1000 ? 10 : 100
  return `${Math.floor(code / base ** 2)}.${Math.floor(code / base) % base}.${code % base}`
}

function modelOf(name: string, version: string | undefined): AllocatorModel | undefined {
  const model = (name === 'mimalloc' ? `mimalloc ${version}` : name) as AllocatorModel
  return allocatorModels.includes(model) ? model : undefined
}

/**
 * Bytes that an allocator gives for a request of so many (a number, or `'64 kB'`): by the formula of the one named, or, without a name, of this process's own, which is asked
 * by allocating and freeing a block (2 µs). Where it cannot be asked, its formula answers, or what was requested. Throws a MemSizeError for a number
 * that is no size, and for an allocator without a formula.
 */
export function usableSize(bytes: number | string, model?: AllocatorModel): number {
  if (model !== undefined) return byFormula(bytes, model)
  const asked = parseBytes(bytes)
  const binding = processBinding()
  const usable = typeof binding === 'string' ? -1 : binding.processUsable(asked)
  return usable >= 0 ? usable : byFormula(asked, allocator().model ?? 'requested')
}
