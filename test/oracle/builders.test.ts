import { enginePath } from '../../scripts/engines.mjs'
import { layouts } from '../../src/layout/engines.js'
import { nodes } from '../in-engines.js'
import { type Checked, checkAll, mismatches, topics } from './builders/index.js'
import { processOf } from './engine.js'
import { seed } from './random.js'

// Deno and Chromium: `npm run oracle:others`. Do the cases notice a wrong rule: `npm run oracle:mutate`.
describe.each(nodes)('%s', (engine) => {
  let checked: Checked[]

  beforeAll(async () => {
    checked = await checkAll(layouts[engine], processOf(enginePath(engine)))
  })

  test.each(Object.keys(topics))('%s: the rules say what the heap snapshot says', (topic) => {
    const cases = checked.filter((one) => one.topic === topic)
    const wrong = mismatches(layouts[engine], cases)
    if (wrong.length === 0) return
    throw new Error(`${wrong.length} of ${cases.length} cases differ (seed ${seed}):\n${wrong.slice(0, 12).join('\n')}`)
  })
})
