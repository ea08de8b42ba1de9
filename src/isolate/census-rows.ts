import { classNameOfType } from '../graph/classes.js'
import { StringTable } from '../graph/string-table.js'
import { type CensusColumns, heapNodeTypes } from './binding.js'

/** By name: count and bytes. */
export type CensusRows = Map<string, { count: number; bytes: number }>

/** What the probe counted, by name: several classes of V8 may have one. */
export function rowsOf({ counts, bytes, starts, texts }: CensusColumns): CensusRows {
  const types = heapNodeTypes.length
  const ends = starts.slice(types)
  const names = new StringTable(texts, Float64Array.from([...ends, texts.length]))
  const rows: CensusRows = new Map()
  for (let number = 0; number < counts.length; number++) {
    if (counts[number] === 0) continue
    const name = number < types ? classNameOfType(heapNodeTypes[number] as string) : names.text(number - types)
    const row = rows.get(name)
    if (row === undefined) rows.set(name, { count: counts[number] as number, bytes: bytes[number] as number })
    else {
      row.count += counts[number] as number
      row.bytes += bytes[number] as number
    }
  }
  return rows
}
