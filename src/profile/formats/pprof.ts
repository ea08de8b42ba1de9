import { gunzipSync, gzipSync } from 'node:zlib'
import { MemSizeError } from '../../errors.js'
import type { AllocationProfile, Cost, ProfileFrame, ProfileSite } from '../allocation-profile.js'
import { assembled } from '../assemble.js'
import { frameKey } from '../call-nodes.js'
import { importedSite } from './imported-site.js'
import { malformed } from './malformed.js'
import { addNumbers, fieldsOf, ProtobufWriter } from './protobuf.js'

/** pprof's profile.proto. What is at the peak and temporary is not in it. */
const format = 'pprof'

/** Labels that are not the program's. */
const threadLabel = 'memsize:thread'
const memoryLabel = 'memsize:memory'

type Measure = 'total' | 'live' | 'blocks' | 'liveBlocks'

const types: readonly (readonly [name: string, unit: string, measure: Measure])[] = [
  ['alloc_objects', 'count', 'blocks'],
  ['alloc_space', 'bytes', 'total'],
  ['inuse_objects', 'count', 'liveBlocks'],
  ['inuse_space', 'bytes', 'live'],
]

/** Gzipped. Its default type is set: without one, readers show the last. */
export function writePprof(profile: AllocationProfile): Uint8Array {
  const writer = new ProtobufWriter()
  const strings = new Numbers(['']) // number 0 is the empty text
  const known = types.filter(([, , measure]) =>
    profile.costs.includes(measure === 'blocks' ? 'total' : measure === 'liveBlocks' ? 'live' : (measure as Cost)),
  )
  for (const [name, unit] of known) writer.message(1, (part) => valueType(part, strings.of(name), strings.of(unit)))
  const functions = new Numbers<string>()
  const locations = new Numbers<string>()
  const frames: ProfileFrame[] = []
  for (const site of profile.sites) {
    const ids = site.stack.map((frame) => {
      const before = locations.count
      const id = locations.of(frameKey(frame))
      if (locations.count > before) frames.push(frame)
      return id + 1
    })
    writer.message(2, (part) => {
      part.packed(1, ids)
      part.packed(
        2,
        known.map(([, , measure]) => site[measure] ?? 0),
      )
      for (const [key, value] of labelsOf(site)) {
        const numbers = [strings.of(key), strings.of(value)]
        part.message(3, (label) => valueType(label, numbers[0], numbers[1]))
      }
    })
  }
  const functionFrames: ProfileFrame[] = []
  for (const [i, frame] of frames.entries()) {
    const before = functions.count
    const id = functions.of(`${frame.function}\0${frame.file}`) + 1
    if (functions.count > before) functionFrames.push(frame)
    writer.message(4, (part) => {
      part.number(1, i + 1)
      part.message(4, (line) => {
        line.number(1, id)
        line.number(2, frame.line)
        line.number(3, frame.column)
      })
    })
  }
  for (const [i, { function: name, file }] of functionFrames.entries()) {
    const numbers = [strings.of(name), strings.of(file)]
    writer.message(5, (part) => {
      part.number(1, i + 1)
      part.number(2, numbers[0])
      part.number(3, numbers[0])
      part.number(4, numbers[1])
    })
  }
  const space = [strings.of('space'), strings.of('bytes')]
  writer.message(11, (part) => valueType(part, space[0], space[1]))
  writer.number(12, Math.round(profile.interval.last))
  // nanoseconds: the last digits are lost, as numbers have 53 bits
  writer.number(9, profile.begun * 1e6)
  writer.number(10, Math.round(profile.milliseconds * 1e6))
  writer.number(14, strings.of(profile.costs.includes('total') ? 'alloc_space' : 'inuse_space'))
  const encoder = new TextEncoder()
  for (const text of strings.all) writer.delimited(6, encoder.encode(text))
  return gzipSync(writer.finish())
}

function valueType(part: ProtobufWriter, first: number, second: number): void {
  part.number(1, first)
  part.number(2, second)
}

function labelsOf({ labels, thread, external }: ProfileSite): [string, string][] {
  const all = Object.entries(labels)
  if (thread !== 'main') all.push([threadLabel, thread])
  if (external > 0) all.push([memoryLabel, 'external'])
  return all
}

/** Each value's number, in the order they came. */
class Numbers<T> {
  readonly all: T[] = []
  private readonly numbers = new Map<T, number>()

  constructor(first: readonly T[] = []) {
    for (const value of first) this.of(value)
  }

  get count(): number {
    return this.all.length
  }

  of(value: T): number {
    let number = this.numbers.get(value)
    if (number === undefined) {
      number = this.all.push(value) - 1
      this.numbers.set(value, number)
    }
    return number
  }
}

/** More than this is no profile, or one that would not be read anyway. */
const unpackedMost = 2 ** 30

/** Reads it, gzipped or not, as Node's, Bun's and Go's profilers write it. */
export function readPprof(file: Uint8Array): AllocationProfile {
  const tables = tablesOf(unpacked(file))
  const measures = tables.types.map(([name, unit]) => measureOf(tables.text(name), tables.text(unit)))
  if (!measures.some((measure) => measure === 'total' || measure === 'live'))
    throw malformed(
      format,
      'the sample types',
      'alloc_space, inuse_space or another one of bytes',
      tables.types.map(([name]) => tables.text(name)).join(', '),
    )
  const sites = tables.samples.map(({ locations, values, labels }) => {
    const found: Partial<Record<Measure, number>> = {}
    for (const [i, measure] of measures.entries()) if (measure !== undefined) found[measure] = (found[measure] ?? 0) + (values[i] ?? 0)
    const told = Object.fromEntries(labels.map(([key, value]) => [tables.text(key), tables.text(value)]))
    const { [threadLabel]: thread = 'main', [memoryLabel]: memory, ...rest } = told
    const { total, live, blocks, liveBlocks } = found
    const stack = locations.flatMap((id) => tables.framesAt(id))
    return importedSite({
      stack,
      costs: { ...(total !== undefined && { total }), ...(live !== undefined && { live }) },
      blocks,
      liveBlocks,
      thread,
      labels: rest,
      external: memory === 'external' ? (total ?? 0) : 0,
    })
  })
  const { period: interval } = tables
  return assembled({
    by: format,
    sites,
    begun: Math.round(tables.time / 1e6),
    milliseconds: tables.duration / 1e6,
    interval: { asked: interval, last: interval, widest: interval },
  })
}

/** Go has all four; pprof-nodejs `objects` and `space`, of what is live. */
function measureOf(name: string, unit: string): Measure | undefined {
  const known = types.find(([ours]) => ours === name)
  if (known !== undefined) return known[2]
  if (/alloc/.test(name)) return unit === 'bytes' ? 'total' : unit === 'count' ? 'blocks' : undefined
  return unit === 'bytes' ? 'live' : unit === 'count' && /object|inuse/.test(name) ? 'liveBlocks' : undefined
}

function unpacked(file: Uint8Array): Uint8Array {
  if (file[0] !== 0x1f || file[1] !== 0x8b) return file
  try {
    return gunzipSync(file, { maxOutputLength: unpackedMost })
  } catch (error) {
    throw new MemSizeError(
      `Expected a gzipped pprof profile, and it cannot be unpacked: ${(error as Error).message}. The file is cut, or of another format.`,
    )
  }
}

interface Sample {
  readonly locations: number[]
  readonly values: number[]
  readonly labels: [key: number, value: number][]
}

class Tables {
  readonly types: [name: number, unit: number][] = []
  readonly samples: Sample[] = []
  readonly lines = new Map<number, [fn: number, line: number, column: number][]>()
  readonly functions = new Map<number, [name: number, file: number]>()
  readonly strings: string[] = []
  period = 0
  time = 0
  duration = 0

  text(number: number): string {
    const text = this.strings[number]
    if (text === undefined) throw malformed(format, 'a text', `one of ${this.strings.length}`, number)
    return text
  }

  /** Several where calls are inlined, the innermost first. */
  framesAt(id: number): ProfileFrame[] {
    const lines = this.lines.get(id)
    if (lines === undefined) throw malformed(format, 'a location', 'one that the file has', id)
    if (lines.length === 0) return [{ function: `0x${id.toString(16)}`, file: '', line: 0, column: 0 }]
    return lines.map(([fn, line, column]) => {
      const [name, file] = this.functions.get(fn) ?? []
      if (name === undefined || file === undefined) throw malformed(format, 'a function', 'one that the file has', fn)
      return { function: this.text(name) || '(anonymous)', file: this.text(file), line: Math.max(0, line), column: Math.max(0, column) }
    })
  }
}

function tablesOf(bytes: Uint8Array): Tables {
  const tables = new Tables()
  const decoder = new TextDecoder()
  for (const { field, number, bytes: part } of fieldsOf(bytes)) {
    if (field === 12) tables.period = number
    else if (field === 9) tables.time = number
    else if (field === 10) tables.duration = number
    else if (part === undefined) continue
    else if (field === 1) tables.types.push(pairOf(part))
    else if (field === 2) tables.samples.push(sampleOf(part))
    else if (field === 4) addLocation(tables, part)
    else if (field === 5) addFunction(tables, part)
    else if (field === 6) tables.strings.push(decoder.decode(part))
  }
  if (tables.strings.length === 0) throw malformed(format, 'the beginning', 'a message with texts', bytes.length === 0 ? 'nothing' : 'none')
  return tables
}

function pairOf(part: Uint8Array): [number, number] {
  const pair: [number, number] = [0, 0]
  for (const { field, number } of fieldsOf(part)) if (field === 1 || field === 2) pair[field - 1] = number
  return pair
}

function sampleOf(part: Uint8Array): Sample {
  const sample: Sample = { locations: [], values: [], labels: [] }
  for (const field of fieldsOf(part)) {
    if (field.field === 1) addNumbers(sample.locations, field)
    else if (field.field === 2) addNumbers(sample.values, field)
    else if (field.field === 3 && field.bytes !== undefined) {
      const label = pairOf(field.bytes)
      // labels of numbers have no text
      if (label[1] !== 0) sample.labels.push(label)
    }
  }
  return sample
}

function addLocation(tables: Tables, part: Uint8Array): void {
  let id = 0
  const lines: [number, number, number][] = []
  for (const { field, number, bytes } of fieldsOf(part)) {
    if (field === 1) id = number
    else if (field === 4 && bytes !== undefined) {
      const line: [number, number, number] = [0, 0, 0]
      for (const inner of fieldsOf(bytes)) if (inner.field <= 3) line[inner.field - 1] = inner.number
      lines.push(line)
    }
  }
  tables.lines.set(id, lines)
}

function addFunction(tables: Tables, part: Uint8Array): void {
  let id = 0
  let name = 0
  let file = 0
  for (const { field, number } of fieldsOf(part)) {
    if (field === 1) id = number
    else if (field === 2) name = number
    else if (field === 4) file = number
  }
  tables.functions.set(id, [name, file])
}
