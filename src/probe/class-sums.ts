import { type ClassFacts, classFacts } from '../describe/class-facts.js'
import { isObject, SafeArray, SafeMap, types } from '../intrinsics.js'
import type { ClassSum, Request } from '../measuring.js'
import type { Look, Probe } from './probe.js'
import { Rounds } from './rounds.js'

/** Classes that are none of a prototype, in the order of native/walk.h. The first is nobody's. */
const primitives = ['', 'string', 'symbol', 'bigint']

/**
 * Values and bytes of everything that an object holds, by class; undefined where the probe cannot tell. One walk that adds up: no object is listed, and
 * a class costs some µs.
 */
export function classSums(probe: Probe, value: unknown, request: Request, look: Look): ClassSum[] | undefined {
  if (!isObject(value)) return undefined
  const examples: object[] = new SafeArray()
  const outside = new SafeMap<ClassFacts, number>()
  const byClass: NonNullable<Rounds['byClass']> = { examples, outside, sums: undefined }
  const found = new Rounds(probe, value, request, look, undefined, undefined, byClass).end()
  const { sums } = byClass
  if (found === undefined || sums === undefined) return undefined
  const rows: ClassSum[] = new SafeArray()
  const rowOf = new SafeMap<unknown, { name: string; count: number; bytes: number }>()
  const add = (key: unknown, name: string, count: number, bytes: number) => {
    let row = rowOf.get(key)
    if (row === undefined) {
      rowOf.set(key, (row = { name, count: 0, bytes: 0 }))
      rows[rows.length] = row
    }
    row.count += count
    row.bytes += bytes
  }
  for (let number = 1; number < primitives.length; number++) {
    const name = primitives[number] as string
    add(name, name, sums[2 * number] as number, sums[2 * number + 1] as number)
  }
  const classes = classFacts()
  for (let i = 0; i < examples.length; i++) {
    const number = primitives.length + i
    const example = examples[i] as object
    const facts = types?.isProxy(example) ? undefined : classes.of(example)
    add(facts === undefined ? 'Proxy' : facts.prototype, facts?.name ?? 'Proxy', sums[2 * number] as number, sums[2 * number + 1] as number)
  }
  outside.forEach((bytes, facts) => {
    add(facts.prototype, facts.name, 0, bytes)
  })
  // the walk only lists strings where a tracker looks at them
  let missing = found.bytes
  let count = found.count
  for (let i = 0; i < rows.length; i++) {
    missing -= (rows[i] as ClassSum).bytes
    count -= (rows[i] as ClassSum).count
  }
  if (request.tracker !== undefined) add('string', 'string', count, missing)
  return rows
}
