import { inEngine, nodes } from './in-engines.js'

const natives = ['--allow-natives-syntax', '--expose-gc']

// hidden classes, modes, and what the engine makes only when asked: prototypes of functions, buffers, flat strings
test.concurrent.each(nodes)('%s: measuring leaves no trace', async (node) => {
  expect(await inEngine(node, 'traces-child.cjs', natives)).toEqual({})
})

// Names that an options object or a table inside the library could be asked for, given to Object.prototype.
const names =
  'by,layout,tracker,sizer,exclude,limit,assume,owned,shallow,recorder,findings,reserved,then,name,length,done,constructor,headers'

test.concurrent.each(nodes)('%s: polluted prototypes neither lie nor throw', async (node) => {
  const differences = await inEngine<Record<string, string[]>>(node, 'polluted-child.cjs', [], [names])
  expect(Object.keys(differences).length).toBeGreaterThan(90)
  expect(Object.fromEntries(Object.entries(differences).filter(([, found]) => found.length > 0))).toEqual({})
})
