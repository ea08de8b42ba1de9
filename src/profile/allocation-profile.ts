/** The four costs of an allocation site. */
export type Cost = 'total' | 'peak' | 'live' | 'temporary'

export const costs: readonly Cost[] = ['total', 'peak', 'live', 'temporary']

/** A call in a stack. */
export interface ProfileFrame {
  /** `(anonymous)` where it has no name; in brackets what is no JavaScript, like `(V8 API)`. */
  readonly function: string
  /** A path or an address; empty where there is none. */
  readonly file: string
  /**
   * From 1; 0 where it is not known. On the heap it is where the function begins: V8's sampler names functions, not lines. In the stack of a
   * buffer it is the line of the call.
   */
  readonly line: number
  /** From 1; 0 where it is not known. */
  readonly column: number
}

/** What a cost of a site may be, at 95 %: bytes. */
export type Bound = readonly [lower: number, upper: number]

/** Variances of the four costs, and the largest weight of a sample, both in bytes. */
export type Spread = readonly [total: number, peak: number, live: number, temporary: number, widest: number]

/** What was freed lived so long, on average over its bytes. */
export interface Lifetime {
  /** How long it lived. */
  readonly milliseconds: number
  /** How many collections it saw, the one that freed it too: 1 where all of it was gone at the first. */
  readonly collections: number
}

/** A call path that allocated, in one thread, under one set of labels. Its sizes are bytes, in whole numbers. */
export interface ProfileSite {
  /** The innermost frame's function. */
  readonly function: string
  /** The innermost frame's file; empty where there is none. */
  readonly file: string
  /** From 1; 0 where it is not known. */
  readonly line: number
  /** From 1; 0 where it is not known. */
  readonly column: number
  /** The innermost frame first. */
  readonly stack: readonly ProfileFrame[]
  /** `main`, `worker 3`. */
  readonly thread: string
  /** Those of `withLabels`, where it was allocated. */
  readonly labels: Readonly<Record<string, string>>
  /** Allocated in all. Undefined, as the other costs, where the profile cannot tell. */
  readonly total: number | undefined
  /** At the time when most was live after a collection. */
  readonly peak: number | undefined
  /** At the end. */
  readonly live: number | undefined
  /** Gone at the first collection after it was allocated. */
  readonly temporary: number | undefined
  /** The part of the total outside the heap: stores of ArrayBuffers and Buffers. */
  readonly external: number
  /** Blocks allocated in all: an estimate, and low where optimized code allocates several objects as one. */
  readonly blocks: number | undefined
  /** Blocks at the end. */
  readonly liveBlocks: number | undefined
  /** Samples that the total is estimated from; stores that are seen one by one count too. */
  readonly samples: number
  /**
   * Bounds of the total at 95 %; of the live bytes where the total is not known. Both ends are the figure itself where every block was seen; undefined
   * where a file does not say how it was sampled.
   */
  readonly bound: Bound | undefined
  /** Bounds at 95 % of each cost that is known. */
  readonly bounds: Readonly<Partial<Record<Cost, Bound>>>
  /** Variance of each cost in the order total, peak, live, temporary, and the largest weight of a sample, for the bounds of sums. */
  readonly spread: Spread | undefined
  /** Undefined where nothing was freed, or it is not known. */
  readonly lifetime: Lifetime | undefined
}

/** The state of a thread's memory, as far as the profile saw it, right after a collection. */
export interface ProfileMoment {
  /** Milliseconds since the profile began. */
  readonly milliseconds: number
  /** Bytes allocated until then. */
  readonly total: number
  /** Bytes live on the heap, and outside. */
  readonly live: number
  /** Bytes live outside the heap. */
  readonly external: number
}

/** One thread of a profile. */
export interface ProfileThread {
  /** `main`, `worker 3`. */
  readonly name: string
  /** How long it was profiled. */
  readonly milliseconds: number
  /** How many collections were seen. */
  readonly collections: number
  /** How many samples were taken. */
  readonly samples: number
  /** Bytes between samples: what was asked for, the last, and the widest. */
  readonly interval: ProfileInterval
  /** Its memory after collections, in order. */
  readonly moments: readonly ProfileMoment[]
}

/** Bytes between two samples, on average. */
export interface ProfileInterval {
  /** What was asked for. */
  readonly asked: number
  /** The last one used. */
  readonly last: number
  /** The widest one used: a profile that gets too large samples less. */
  readonly widest: number
}

/** Objects of 2^n to 2^(n+1) bytes. */
export interface SizeClass {
  /** The smallest size of the class, in bytes. */
  readonly atLeast: number
  /** Bytes allocated. */
  readonly bytes: number
  /** Blocks allocated. */
  readonly blocks: number
}

/** Where the weights of `adHocEvent` came from. */
export interface AdHocSite {
  /** The innermost frame first. */
  readonly stack: readonly ProfileFrame[]
  /** The sum of the weights, in the unit of the profile's `events`. */
  readonly weight: number
  /** How many events there were. */
  readonly events: number
}

/** Who allocated what: plain data, whose sizes are bytes. */
export interface AllocationProfile {
  /** How it was made: `samples` by the probe, `v8` by Node 26's own profile, `inspector`, or the format it was read from. */
  readonly by: string
  /** Node and V8, or the program that wrote it; empty where it is not known. */
  readonly engine: string
  /** Milliseconds since 1970 when it began; 0 where it is not known. */
  readonly begun: number
  /** How long it took. */
  readonly milliseconds: number
  /** The costs that it can tell. */
  readonly costs: readonly Cost[]
  /** The heaviest in total first, or in the first cost that is known. */
  readonly sites: readonly ProfileSite[]
  /** Sums over all sites. */
  readonly sums: Readonly<Partial<Record<Cost, number>>> & { readonly external: number; readonly blocks: number | undefined }
  /** Bounds at 95 % of each sum. */
  readonly bounds: Readonly<Partial<Record<Cost, Bound>>>
  /** The interval of the main thread, or of the first. */
  readonly interval: ProfileInterval
  /** The main thread first. */
  readonly threads: readonly ProfileThread[]
  /** What the figures leave out or could not tell, in sentences. */
  readonly notes: readonly string[]
  /** Live bytes in ArrayBuffers that were allocated while it ran and the process's `arrayBuffers` at the end; undefined where not measured. */
  readonly arrayBuffers: { readonly explained: number; readonly all: number } | undefined
  /** How large the objects were; empty where the profile cannot say. */
  readonly sizes: readonly SizeClass[]
  /** The sites of `adHocEvent`, and the unit of their weights; undefined where there was no event. */
  readonly events: { readonly unit: string; readonly sites: readonly AdHocSite[] } | undefined
}
