/** The builder cases on the engines that are no Node: `npm run oracle:others`, or with the names of engines. */
import { importTypeScript } from './bundle.mjs'
import { snapshotter } from './snapshotter.mjs'

const suite = await importTypeScript('test/oracle/suite.ts')
const { checkAll, mismatches, topics, layouts } = suite
const engines = process.argv.length > 2 ? process.argv.slice(2) : ['deno', 'chromium']
for (const engine of engines) {
  const layout = layouts[engine]
  const checked = await checkAll(layout, await snapshotter(engine, suite))
  const wrong = mismatches(layout, checked)
  console.log(`${layout.title}: ${checked.length - wrong.length}/${checked.length} exact`)
  for (const topic of Object.keys(topics)) {
    const lines = mismatches(
      layout,
      checked.filter((/** @type {{ topic: string }} */ one) => one.topic === topic),
    )
    if (lines.length > 0) console.log(`  ${topic}, ${lines.length} differ:\n    ${lines.slice(0, 12).join('\n    ')}`)
  }
  if (wrong.length > 0) process.exitCode = 1
}
