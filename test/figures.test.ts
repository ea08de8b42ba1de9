import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { ratio } from '../bench/tables.mjs'
import { enginePath } from '../scripts/engines.mjs'

// What the README and docs/accuracy.md publish, computed again. Times are not: `npm run bench` writes that table.

const readme = readFileSync('README.md', 'utf8')
const accuracy = readFileSync('docs/accuracy.md', 'utf8')

/** The table between the markers, by the title of a row and of a column. */
function tableOf(marker: string): Map<string, Map<string, string>> {
  const [, text] = new RegExp(`<!-- ${marker} -->\n([^]*?)<!-- /${marker} -->`).exec(accuracy)!
  const [head, , ...rows] = text
    .trim()
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  return new Map(rows.map((cells) => [cells[0], new Map(head.map((title, i) => [title, cells[i]]))]))
}

test('the accuracy table has what Node 24 gives now', () => {
  const table = tableOf('bench:accuracy')
  const printed = execFileSync(enginePath('node24'), ['test/figures-child.mjs'], { encoding: 'utf8' })
  const found: [string, number, number, number, string, number | undefined][] = JSON.parse(printed)
  expect([...table.keys()]).toEqual(found.map(([name]) => name))
  for (const [name, probe, model, lower, upper, json] of found) {
    const row = table.get(name)!
    const truth = Number(row.get('true bytes')!.replaceAll(',', ''))
    expect([name, probe]).toEqual([name, truth])
    expect([name, row.get('memsize'), row.get('memsize, model')]).toEqual([name, ratio(probe / truth), ratio(model / truth)])
    expect([name, row.get('its bounds')]).toEqual([name, `${ratio(lower / truth)} to ${ratio(Number(upper) / truth)}`])
    expect([name, row.get('JSON length')]).toEqual([name, ratio((json ?? NaN) / truth)])
  }
})

test('the number of libraries is that of the structures that are compared', () => {
  const require = createRequire(join(process.cwd(), 'test/figures.test.ts'))
  const names = new Set<string>()
  for (const file of readdirSync('test/oracle/structures'))
    for (const { library } of require(`./oracle/structures/${file}`)) if (library !== undefined) names.add(library)
  expect(readme).toContain(`the structures of ${names.size} libraries`)
  expect(accuracy).toContain(`that ${names.size} libraries build`)
})

test('the binaries are as large as the README says', () => {
  const kilobytes = Number(/native binaries,\s+about (\d+) kB each/.exec(readme)?.[1])
  for (const platform of readdirSync('prebuilds'))
    expect(Math.abs(statSync(join('prebuilds', platform, 'memsize.node')).size / 1000 - kilobytes)).toBeLessThan(15)
})
