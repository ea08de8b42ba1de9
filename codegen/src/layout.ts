import { type Layout, layouts, shallowSize } from 'memsize'
import type { FieldPlan, FilePlan, MarkedType, Place, Plan } from './plan.js'

/** What the objects of a type weigh, before any is made. All sizes are bytes. */
export interface TypeLayout {
  readonly type: string
  readonly file: string
  readonly line: number
  readonly kind: 'class' | 'object'
  readonly fields: readonly FieldLayout[]
  /** Own bytes of one object, by engine, with all fields present, and without what they refer to. */
  readonly bytes: Readonly<Record<Engine, number>>
  /** What one field more would add, by engine. */
  readonly oneMore: Readonly<Record<Engine, number>>
  /** Spare bytes in each of the first seven instances of a class in V8, until it knows how many fields they get; by engine. */
  readonly slack: Readonly<Record<Engine, number>>
}

export interface FieldLayout {
  readonly name: string
  /** Place among the slots of an object, from 0 on; those of elements have none. */
  readonly slot: number
  readonly holds: string
  /** Bytes of the box of a number, by engine: each object has one once a fraction was stored in the field. */
  readonly box?: Readonly<Record<Engine, number>>
}

const engines = { 'Node 24': layouts.node24, 'Node 20': layouts.node20, Chrome: layouts.chromium, Bun: layouts.jsc }
export type Engine = keyof typeof engines
const names = Object.keys(engines) as Engine[]

const byEngine = (size: (layout: Layout) => number): Readonly<Record<Engine, number>> =>
  Object.fromEntries(names.map((name) => [name, size(engines[name])])) as never

/** Spare slots that V8 gives the instances of a new class (JSFunction::kGenerousAllocationCount, src/objects/js-function.h). */
const spareSlots = 8

/** The layouts of all marked types that are objects with fields; or of one. By file and name. */
export function layoutsOf({ files }: Plan, only?: string): TypeLayout[] {
  return files.flatMap((file) =>
    file.types.flatMap((type) => (only === undefined || only === type.name ? (layoutOf(file, type) ?? []) : [])),
  )
}

function layoutOf(file: FilePlan, type: MarkedType): TypeLayout | undefined {
  const { value } = type
  const object = value.is === 'object' ? file.objects.find(({ id }) => id === value.id) : undefined
  if (object === undefined) return undefined
  const fields = [
    ...object.fields.map(fieldLayout),
    ...object.unseen.map((name, i) => ({ name, slot: object.fields.length + i, holds: 'private' })),
  ]
  const { file: path, line }: Place = type.place
  const isClass = type.kind === 'class'
  return {
    type: type.name,
    file: path,
    line,
    kind: isClass ? 'class' : 'object',
    fields,
    bytes: byEngine((layout) => ownBytes(fields.length, layout)),
    oneMore: byEngine((layout) => ownBytes(fields.length + 1, layout) - ownBytes(fields.length, layout)),
    slack: byEngine((layout) => (isClass && layout.engine === 'v8' ? spareSlots * layout.pointer : 0)),
  }
}

function fieldLayout(field: FieldPlan, slot: number): FieldLayout {
  const { name, mayBeNumber } = field
  const layout = { name, slot, holds: held(field) }
  return mayBeNumber
    ? {
        ...layout,
        box: byEngine((engine) => shallowSize([1, 'x', 0.5], { layout: engine }) - shallowSize([1, 'x', 1], { layout: engine })),
      }
    : layout
}

function held({ value, mayBeText, mayBeNumber }: FieldPlan): string {
  if (value.is === 'number') return 'number'
  if (value.is === 'text') return 'string'
  if (value.is === 'nothing' || value.is === 'primitive') return 'primitive'
  return mayBeText || mayBeNumber ? 'anything' : 'reference'
}

/** An object with all its fields, as a literal or a class that is settled makes it. */
function ownBytes(fields: number, layout: Layout): number {
  const example = JSON.parse(`{${Array.from({ length: fields }, (_, i) => `"f${i}":true`).join(',')}}`) as object
  return shallowSize(example, { layout })
}

/** As a table for people. */
export function layoutText(all: readonly TypeLayout[]): string {
  return all
    .map(({ type, file, line, kind, fields, bytes, oneMore, slack }) => {
      const width = Math.max(4, ...fields.map(({ name }) => name.length))
      const rows = fields.map(
        ({ name, slot, holds, box }) =>
          `  ${String(slot).padStart(3)}  ${name.padEnd(width)}  ${holds}${box === undefined ? '' : `, ${box['Node 24']} B more for a fraction`}`,
      )
      const figures = names.map((name) => `${name} ${bytes[name]} B (+${oneMore[name]} for a field more)`).join(', ')
      const spare = kind === 'class' ? [`  first 7 instances: ${slack['Node 24']} B spare in Node, ${slack.Chrome} B in Chrome`] : []
      return [`${type}  ${file}:${line}`, ...rows, `  ${figures}`, ...spare, ''].join('\n')
    })
    .join('\n')
}

/** What has grown since sizes were noted down, as a table; empty where nothing has. */
export function grown(before: readonly TypeLayout[], now: readonly TypeLayout[]): string {
  const known = new Map(before.map((layout) => [`${layout.file} ${layout.type}`, layout]))
  return now
    .flatMap((layout) => {
      const old = known.get(`${layout.file} ${layout.type}`)
      if (old === undefined) return []
      const more = names.filter((name) => layout.bytes[name] > old.bytes[name])
      if (more.length === 0) return []
      const added = layout.fields.filter(({ name }) => !old.fields.some((field) => field.name === name)).map(({ name }) => name)
      const figures = more.map((name) => `${name} ${old.bytes[name]} -> ${layout.bytes[name]} B`).join(', ')
      return [`${layout.file}:${layout.line}: ${layout.type}: ${figures}${added.length === 0 ? '' : `, by ${added.join(', ')}`}\n`]
    })
    .join('')
}
