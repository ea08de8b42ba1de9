import { loadBinding } from './load.js'

/** What the probe has for the process, on Linux. The functions are in native/process-face.c. */
export interface ProcessBinding {
  /**
   * Reads /proc/<pid>/smaps (0: this process) and writes what is found, in the order of scan.ts. 0, or an errno. `object` is any object of this
   * isolate: its page tells which heap is its own.
   */
  processScan(pid: number, out: Float64Array, object: object): number
  processAllocator(): [allocator: number, version: number, file: string, by: string, libc: string, text: string]
  /** What the allocator says of itself; -1 where it does not. */
  processFigures(out: Float64Array): void
  /** Has the allocator give back what is free; false where it has no way. Takes seconds where there are many blocks. */
  processRelease(): number
  /** Bytes that malloc gives for so many, found by asking for them; -1 where it does not say. */
  processUsable(bytes: number): number
  /** Bytes of the block that an ArrayBuffer's data is; -1 where that is not sure. Not for buffers that can grow, or of WebAssembly. */
  processUsableStore(buffer: ArrayBufferLike): number
}

/** Where each figure of an allocator is. The order is that of native/process-allocator.h. */
export const ALLOCATOR_FIGURES = ['arena', 'mapped', 'mappedChunks', 'inUse', 'free', 'allocated', 'active', 'metadata'] as const

/** What an allocator says of itself. Bytes; what it does not say is left out. */
export type AllocatorFigures = Partial<Record<(typeof ALLOCATOR_FIGURES)[number], number>>

/** The binding, or why there is none. Never throws. */
export function processBinding(): ProcessBinding | string {
  const loading = loadBinding()
  if ('reason' in loading) return loading.reason
  const binding = loading.binding as unknown as Partial<ProcessBinding>
  return typeof binding.processScan === 'function' ? (binding as ProcessBinding) : 'the probe reads mappings on Linux only'
}

const figures = new Float64Array(ALLOCATOR_FIGURES.length)

export function allocatorFigures(binding: ProcessBinding): AllocatorFigures {
  binding.processFigures(figures)
  const found: AllocatorFigures = {}
  ALLOCATOR_FIGURES.forEach((name, i) => {
    if ((figures[i] as number) >= 0) found[name] = figures[i] as number
  })
  return found
}
