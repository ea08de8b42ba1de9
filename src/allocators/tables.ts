/** What each allocator really gives: numbers alone. All for 64-bit programs and pages of 4 KiB. Bytes. */

export const KiB = 2 ** 10
export const MiB = 2 ** 20
export const GiB = 2 ** 30

/** A page of the kernel's. */
export const PAGE = 4 * KiB

/** malloc/malloc.c of glibc 2.36: request2size, sysmalloc_mmap. Compared with the real one for 72,001 sizes. */
export const glibc = {
  /** SIZE_SZ: a chunk's header, before its data. */
  header: 8,
  /** MALLOC_ALIGNMENT */
  alignment: 16,
  /** MINSIZE */
  leastChunk: 32,
  /** DEFAULT_MMAP_THRESHOLD: from here on a chunk is mapped by itself where no free one fits. It grows with what is freed. */
  mapped: 128 * KiB,
} as const

/** include/jemalloc/internal/sc.h of jemalloc 5.3.0: sz_s2u_compute. Compared with the real one for 72,001 sizes. */
export const jemalloc = {
  least: 8,
  /** LG_QUANTUM: classes are this far apart, as a power of two, up to 2^7. */
  quantum: 4,
  /** Above, there are four classes in each doubling: 2^x has them 2^(x - 3) apart. */
  quantumUpTo: 7,
  perDoubling: 3,
} as const

/** From the first number of bytes on, sizes are multiples of the second: _mi_os_good_alloc_size in src/os.c. The last has no end. */
export const mimallocLarge: readonly (readonly [below: number, multiple: number])[] = [
  [512 * KiB, 4 * KiB],
  [2 * MiB, 64 * KiB],
  [8 * MiB, 256 * KiB],
  [32 * MiB, MiB],
  [Infinity, 4 * MiB],
]

/** Up to a limit, mimalloc's size classes are jemalloc's; above, it asks its own system layer. Each version was compared with the real one for 72,001 sizes. */
export interface MimallocForm {
  readonly limit: number
  /** 2.0.9 rounds once more, up to 16 MiB: to so much up to 512 KiB, and to so much above. */
  readonly rounding?: { readonly upTo: number; readonly small: number; readonly split: number; readonly large: number }
}

export const mimalloc: Readonly<Record<string, MimallocForm>> = {
  '2.0.9': { limit: 128 * KiB, rounding: { upTo: 16 * MiB, small: 64 * KiB, split: 512 * KiB, large: 512 * KiB } },
  '2.1.7': { limit: 128 * KiB },
  '2.2.4': { limit: 64 * KiB },
  '2.4.1': { limit: 64 * KiB },
  '3.0.1': { limit: MiB },
  '3.4.3': { limit: 512 * KiB },
}

/** elfmalloc/src/general.rs of allocators-rs: 8, then multiples of 16 up to 192, then powers of two up to 1 MiB; larger ones are mapped. */
export const elfmalloc = { least: 8, step: 16, stepsUpTo: 192, powersUpTo: MiB } as const

/** rulloc's src/block.rs: a block's content is a multiple of 8, at least 16. */
export const rulloc = { least: 16, alignment: 8 } as const
