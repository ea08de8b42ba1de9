/** The profile's part of the probe's face, as native/profile.c gives it to JavaScript. Linux alone; elsewhere there are no such functions. */
export interface ProfileBinding {
  /**
   * Begins to record this thread. `interval`: bytes between samples; `adapts`: 1 where it may change; `stores`: one of the store modes.
   * Returns why not, where it cannot: `running`, `company`, or what was not as expected.
   */
  profileStart(interval: number, depth: number, adapts: number, stores: number, seed: number): Started | string
  /** Ends the recording of this thread. */
  profileStop(): void
  /** What this thread allocates from now on has the label of that number; 0: none. */
  profileLabel(label: number): void
  /** What is read with a recording, from whichever thread. */
  profileNote(number: number, text: string): void
  /** What threads that start now should do; given a text or null, changes it. */
  profileWanted(text?: string | null): string | undefined
  /** The numbers of all recordings of the process that are not released, the oldest first. */
  profileRecordings(): number[]
  profileRead(number: number): Columns | undefined
  profileRelease(number: number): void
}

/** The label of what the profiler itself allocates while it runs: its sites are left out. */
export const OWN_LABEL = 2 ** 32 - 1

export interface Started {
  readonly number: number
  /** Why stores are not seen, though they should be. */
  readonly storesProblem?: string
}

export const STORES_UNSEEN = 0
export const STORES_SAMPLED = 1
export const STORES_EXACT = 2
export const STORES_EXACT_WHILE_CHEAP = 3

export interface Columns {
  /** By frame: its function's name. */
  readonly names: readonly string[]
  /** For each frame: its caller's number, the script's, a position, and a column, AT_FUNCTION where the position is in characters. */
  readonly frames: Int32Array
  readonly sites: Float64Array
  /** Each four: milliseconds, total, live on the heap, live in stores. */
  readonly moments: Float64Array
  readonly figures: Float64Array
  /** By the power of two that a size is at least: bytes of each class, then blocks. */
  readonly sizes: Float64Array
  readonly note?: string
}

export const FRAME_COLUMNS = 4
export const AT_FUNCTION = -1
export const SITE_COLUMNS = 26
export const FRAME = 0
export const LABEL = 1
export const KIND = 2
/** Costs: bytes, variance, blocks and samples each. */
export const TOTAL = 3
export const LIVE = 7
export const PEAK = 11
export const TEMPORARY = 15
export const FREED = 19
export const WIDEST = 23
/** Sums over what was freed, weighted by its bytes. */
export const MILLISECONDS = 24
export const COLLECTIONS = 25

export const SIZE_CLASSES = 48

/** Where in `figures` each one is. */
export const ENDING = 0
export const ASKED_INTERVAL = 1
export const INTERVAL = 2
export const WIDEST_INTERVAL = 3
export const RESTARTS = 4
export const COLLECTIONS_SEEN = 5
export const SHORTENED = 8
export const PEAK_BYTES = 9
export const STORE_MODE = 14
export const DURATION = 15
export const SAMPLES = 17
export const MEMORY = 19

/** Why a recording is over. */
export const RUNNING = 0
export const STOPPED = 1
export const THREAD_ENDED = 2
export const STOPPED_BY_OTHERS = 3
export const NOT_READABLE = 4
export const NO_MEMORY = 5
