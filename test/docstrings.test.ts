import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entrySources, missingDocstrings } from '../scripts/docstrings.mjs'

test('every exported name, member and option has a docstring', () => {
  const entries = entrySources()
  expect(entries).toContain('src/index.ts')
  expect(entries).toContain('codegen/src/vite.ts')
  expect(missingDocstrings(entries)).toEqual([])
})

test('what has none is listed, wherever it is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memsize-docstrings-'))
  writeFileSync(
    join(folder, 'other.ts'),
    `export interface Base { inherited: number }
     export interface Options extends Base {
       /** Has one. */
       documented?: boolean
       option?: { deep: number }
     }
     interface Hidden { member: number }
     /** Has one. */
     export function sum(options: { unit: string }, hidden: Hidden): void {}`,
  )
  writeFileSync(
    join(folder, 'entry.ts'),
    `export { type Options, sum } from './other.js'
     /** Has one. */
     export class Row implements Documented {
       private secret = 1
       #own = 2
       bytes = 3
       count = 4
       [Symbol.toStringTag] = 'Row'
       method(): void {}
     }
     /** Has one. */
     export interface Documented {
       /** Has one. */
       count: number
     }
     /** Has one. */
     export type Union = { kind: 'a' } | 'b'
     export const limit = 1`,
  )
  const found = missingDocstrings(['entry.ts'], folder)
  rmSync(folder, { recursive: true, force: true })
  const names = found.map((line: string) => line.replace(' has no docstring', ''))
  expect(names.sort()).toEqual([
    'entry.ts:17: Union.kind',
    'entry.ts:18: limit',
    'entry.ts:6: Row.bytes',
    'entry.ts:9: Row.method',
    'other.ts:1: Options.inherited',
    'other.ts:2: Options',
    'other.ts:5: Options.option',
    'other.ts:9: sum.unit',
  ])
})
