import { isMainThread, threadId } from 'node:worker_threads'
import { AT_FUNCTION, type Columns, FRAME_COLUMNS } from './binding.js'
import { LineIndex, readScripts, type Script } from './scripts.js'
import { type MappedPlaces, sourceMapOf } from './source-maps.js'

/** What a thread says of its own recording, for whichever thread reads it: only there can its scripts be asked for. */
export interface ThreadNote {
  readonly thread: string
  /** Whether it was begun because another thread is profiled, which then has the figures of both. */
  readonly isFollower: boolean
  /** Labels by number; 0 has none. */
  readonly labels: readonly Readonly<Record<string, string>>[]
  readonly files: readonly string[]
  /** For each frame: a number of `files`, or -1, a line and a column from 1; 0 where not known. */
  readonly places: readonly number[]
}

export const threadName = (): string => (isMainThread ? 'main' : `worker ${threadId}`)

/** Finds the file, line and column of each frame. Linear in frames and in the text of the scripts they are in. */
export class FramePlaces {
  private readonly scripts = new Map<number, Script & { lines: LineIndex | undefined; map: MappedPlaces | undefined }>()
  private readonly missing = new Set<number>()
  private readonly files: string[] = []
  private readonly numbers = new Map<string, number>()
  private readonly places: number[] = []
  private readonly usesMaps: boolean

  constructor(usesMaps: boolean) {
    this.usesMaps = usesMaps
  }

  /** How many frames have been looked for. */
  get known(): number {
    return this.places.length / 3
  }

  /** Looks for those frames that are new. */
  update({ frames }: Columns): void {
    const count = frames.length / FRAME_COLUMNS
    this.readScripts(frames, count)
    for (let i = this.known; i < count; i++) {
      const [, script, position, column] = frames.subarray(i * FRAME_COLUMNS, (i + 1) * FRAME_COLUMNS)
      this.places.push(...this.placeOf(script, position, column))
    }
  }

  noted(): Pick<ThreadNote, 'files' | 'places'> {
    return { files: this.files, places: this.places }
  }

  private readScripts(frames: Int32Array, count: number): void {
    const wanted = new Set<number>()
    for (let i = this.known; i < count; i++) {
      const script = frames[i * FRAME_COLUMNS + 1]
      if (script !== 0 && !this.scripts.has(script) && !this.missing.has(script)) wanted.add(script)
    }
    const found = readScripts(wanted)
    for (const id of wanted) {
      const script = found.get(id)
      if (script === undefined) this.missing.add(id)
      else {
        const map = this.usesMaps ? sourceMapOf(script.file, script.sourceMap) : undefined
        const lines = script.text === undefined ? undefined : new LineIndex(script.text)
        // the text itself may be large
        this.scripts.set(id, { ...script, text: undefined, lines, map })
      }
    }
  }

  private placeOf(id: number, position: number, column: number): [file: number, line: number, column: number] {
    const script = this.scripts.get(id)
    if (script === undefined) return [-1, 0, 0]
    let place: [line: number, column: number]
    if (column !== AT_FUNCTION) place = [position, column]
    else if (script.lines === undefined) return [this.numberOf(script.file), 0, 0]
    else {
      const [line, at] = script.lines.placeOf(position)
      place = [line + script.line, line === 0 ? at + script.column : at]
    }
    const origin = script.map?.originOf(...place)
    if (origin !== undefined) return [this.numberOf(origin.file), origin.line + 1, origin.column + 1]
    return [this.numberOf(script.file), place[0] + 1, place[1] + 1]
  }

  private numberOf(file: string): number {
    if (file === '') return -1
    let number = this.numbers.get(file)
    if (number === undefined) {
      number = this.files.push(file) - 1
      this.numbers.set(file, number)
    }
    return number
  }
}
