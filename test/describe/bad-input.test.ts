import { inEngine, nodes } from '../in-engines.js'

// A decorator of another library that throws before @MemSize() runs is in contract.test.ts: the case `bad-other`, of every compiler.
test.each(nodes)('%s: whatever a description does, the number and the notes are those that the rules give', async (node) => {
  const found = await inEngine<Record<string, string[]>>(node, 'describe/bad-input-child.cjs', ['--expose-gc'], ['dist/cjs'])
  expect(Object.keys(found)).toHaveLength(10)
  for (const [line, wrong] of Object.entries(found)) expect({ line, wrong }).toEqual({ line, wrong: [] })
})
