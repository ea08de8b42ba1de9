import { inEngine, nodes } from './in-engines.js'

test.each(nodes)('%s: measureAsync goes on natively between its slices, whatever happens there', async (node) => {
  const found = await inEngine<Record<string, string[]>>(node, 'measure-async-child.cjs', ['--expose-gc'], ['dist/cjs'])
  expect(Object.keys(found)).toHaveLength(5)
  for (const [name, wrong] of Object.entries(found)) expect({ name, wrong }).toEqual({ name, wrong: [] })
})
