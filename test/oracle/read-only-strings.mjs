/** Finds the names that all measured engines keep in read-only space, and writes read-only-strings.json: `npm run oracle:read-only`. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { importTypeScript } from './bundle.mjs'
import { snapshotter } from './snapshotter.mjs'

const suite = await importTypeScript('test/oracle/suite.ts')

/** Longer ones, and what is no name, are not found as values. */
const isName = (/** @type {string} */ text) => /^[A-Za-z_$][\w$]{1,23}$/.test(text)

/** @param {string} engine @returns {Promise<Set<string>>} */
async function readOnlyNames(engine) {
  const snapshot = await snapshotter(engine, suite)
  const { graph } = await snapshot('globalThis.nothing = 0')
  const names = new Set()
  if (suite.layouts[engine].version < 13) {
    // They have a size there, and hang on the roots.
    const roots = graph.findNode('synthetic', '(Read-only roots)')
    for (let edge = graph.firstEdge[roots]; edge < graph.firstEdge[roots + 1]; edge++) {
      const node = graph.edgeTo[edge]
      if (graph.typeOf(node) === 'string') names.add(graph.nameOf(node))
    }
  } else {
    for (let node = 0; node < graph.nodeCount; node++) {
      if (graph.selfSize[node] === 0 && graph.typeOf(node) === 'string') names.add(graph.nameOf(node))
    }
  }
  return names
}

// Newest first: a name is older where all newer engines have it, too.
const since = [
  { version: 13, engines: ['node24', 'node26', 'deno', 'chromium'] },
  { version: 12, engines: ['node22'] },
  { version: 11, engines: ['node20'] },
]
/** @type {Record<string, string>} */
const lists = {}
/** @type {string[] | undefined} */
let common
for (const { version, engines } of since) {
  const newer = common
  for (const engine of engines) {
    const names = await readOnlyNames(engine)
    common = (common ?? [...names].filter(isName)).filter((name) => names.has(name))
  }
  const kept = new Set(common)
  if (newer)
    lists[version + 1] = newer
      .filter((name) => !kept.has(name))
      .sort()
      .join(' ')
  console.log(`${kept.size} names from V8 ${version} on`)
}
lists[11] = (common ?? []).sort().join(' ')
writeFileSync(fileURLToPath(new URL('read-only-strings.json', import.meta.url)), `${JSON.stringify(lists, null, 2)}\n`)
