import type { Whole } from './emit.js'
import { type FilePlan, heldBy, type MarkedType, type Plan, type Value } from './plan.js'
import { knownIn, Straight } from './straight.js'

/** What each file's functions need to know of the others'. Linear in what types hold. */
export function wholeOf(plan: Plan): Whole {
  const known = knownIn(plan)
  const asked = new Set<string>()
  const waiting: { readonly file: FilePlan; readonly value: Value }[] = []
  const isCounted = (file: FilePlan, type: MarkedType) => !type.decorated && Straight.of(file, type, known) === undefined
  for (const file of plan.files) for (const type of file.types) if (isCounted(file, type)) waiting.push({ file, value: type.value })
  const met = new Set<Value | string>()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { file, value } = next
    if (met.has(value)) continue
    met.add(value)
    for (const part of heldBy(value)) waiting.push({ file, value: part })
    if (value.is === 'object') {
      const key = `${file.source} ${value.id}`
      if (met.has(key)) continue
      met.add(key)
      const object = file.objects.find(({ id }) => id === value.id)
      for (const field of object?.fields ?? []) waiting.push({ file, value: field.value })
    } else if (value.is === 'marked') {
      const found = known(value.source, value.name)
      if (found === undefined) continue
      asked.add(`${value.source} ${value.name}`)
      waiting.push({ file: found.file, value: found.type.value })
    }
  }
  return { known, asks: (source, name) => asked.has(`${source} ${name}`) }
}
