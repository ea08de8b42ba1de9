/** The allocators that a process on Linux is asked for. The order is that of native/process.h. */
export const allocatorNames = ['unknown', 'glibc', 'musl', 'jemalloc', 'mimalloc'] as const

export type AllocatorName = (typeof allocatorNames)[number]
