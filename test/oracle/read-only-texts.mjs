/** Asks V8 11 and 12 which texts they keep in read-only space, and writes read-only-texts.json: part of `npm run oracle:read-only`. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { enginePath } from '../../scripts/engines.mjs'
import { importTypeScript } from './bundle.mjs'

const { askReadOnlyTexts } = await importTypeScript('test/oracle/read-only-texts.ts')

/** Single characters are all there; messages of several lines are no values. @param {string} text */
const isListed = (text) => text.length !== 1 && !text.includes('\n')

/** @type {Record<string, string>} */
const lists = {}
for (const [version, engine] of Object.entries({ 11: 'node20', 12: 'node22' })) {
  const texts = askReadOnlyTexts(enginePath(engine)).filter(isListed)
  lists[version] = texts.sort().join('\n')
  console.log(`${texts.length} texts in V8 ${version}`)
}
writeFileSync(fileURLToPath(new URL('read-only-texts.json', import.meta.url)), `${JSON.stringify(lists, null, 2)}\n`)
