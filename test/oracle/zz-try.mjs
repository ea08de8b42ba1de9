import { readFileSync } from 'node:fs'
import { enginePath } from '../../scripts/engines.mjs'
import { importTypeScript } from './bundle.mjs'

const m = await importTypeScript('test/oracle/zz-dev.ts')
const texts = JSON.parse(readFileSync(0, 'utf8'))
for (const engine of process.argv.slice(2)) {
  const layout = m.layouts[engine]
  const r = await m.truths(
    m.processOf(enginePath(engine)),
    texts.map((t) => ({ source: `JSON.parse(${JSON.stringify(t)})` })),
  )
  texts.forEach((t, i) =>
    console.log(engine, t.slice(0, 100), 'real', r[i], 'pred', m.jsonDocumentSize(t, layout, { rootStrings: m.readOnlyNames(layout) })),
  )
}
