import { execFileSync } from 'node:child_process'
import { enginePath } from '../../scripts/engines.mjs'
import { deepSize, layouts, MemSizeError, retainedSize } from '../../src/index.js'
import { extend, memoryShape, toFitIn, toHaveDeepSize, toRetainAtMost } from '../../src/integrations/jest.js'
import { nodes } from '../in-engines.js'

const failure = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('It passed')
}

const order = () => ({
  id: 7,
  note: 'x'.repeat(3000),
  lines: Array.from({ length: 50 }, (_, i) => ({ i, sku: `sku ${i}` })),
  address: { city: 'Köln' },
})

test('toFitIn passes, and fails with the excess and the five heaviest paths', () => {
  expect(order()).toFitIn('10 kB')
  expect(order()).toFitIn(10_000, { by: 'model' })
  expect(order()).not.toFitIn(100)
  const message = failure(() => expect(order()).toFitIn('4 kB', { layout: layouts.node24 }))
  const bytes = deepSize(order(), { layout: layouts.node24 })
  expect(message).toMatch(/^Expected the deep size to be at most 4\.00 kB \(4,000 bytes\)\. It holds /)
  expect(message).toContain(`(${bytes.toLocaleString('en-US')} bytes), `)
  expect(message).toContain(`(${(bytes - 4000).toLocaleString('en-US')} bytes) too much.\nThe heaviest parts:\n`)
  const lines = message.split('\n').slice(2)
  expect(lines.length).toBeLessThanOrEqual(5)
  expect(lines.some((line) => /3\.0\d kB {2}\$\.note {2}string$/.test(line))).toBe(true)
  expect(failure(() => expect(order()).not.toFitIn('10 kB'))).toMatch(/^Expected the deep size to be more than 10\.0 kB .* less\.$/)
})

test('toHaveDeepSize', () => {
  const bytes = deepSize(order())
  expect(order()).toHaveDeepSize(bytes)
  expect(order()).not.toHaveDeepSize(bytes - 8)
  expect(failure(() => expect(order()).toHaveDeepSize(bytes - 8))).toContain('8 B too much.\nThe heaviest parts:')
  expect(failure(() => expect(order()).toHaveDeepSize(bytes + 8))).toContain('8 B too little.')
  expect(failure(() => expect(order()).not.toHaveDeepSize(bytes))).toContain('Expected the deep size not to be')
})

test('toRetainAtMost', () => {
  const shared = order()
  const root = { a: { shared, own: [1, 2] }, b: { shared } }
  expect(root.a).toRetainAtMost(500, { from: root })
  expect(retainedSize(root.a, { from: root })).toBeLessThan(500)
  expect(failure(() => expect(root).toRetainAtMost('1 kB', { from: [root] }))).toContain('Expected what it retains to be at most 1.00 kB')
  // what others hold too is not what it retains
  const message = failure(() => expect(root.a).toRetainAtMost(50, { from: root }))
  const listed = [...message.matchAll(/^ +(\d+) B {2}(\S+) /gm)]
  expect(listed.map(([, , path]) => path)).toEqual(['$.own'])
  expect(Number(listed[0][1])).toBe(deepSize(root.a.own))
})

test('the same answer on 1,000 runs', () => {
  const root = { a: order(), b: order() }
  const sizes = new Set<number>()
  const messages = new Set<string>()
  for (let i = 0; i < 1000; i++) {
    sizes.add(deepSize(order()))
    const results = [
      toFitIn(order(), 5000),
      toFitIn(order(), 5000, { by: 'model' }),
      toHaveDeepSize(order(), 5000),
      toRetainAtMost(root.a, 1000, { from: root }),
    ]
    for (const { pass, message } of results) messages.add(`${pass} ${i % 50 === 0 ? message() : ''}`)
  }
  expect(sizes.size).toBe(1)
  // a message of each, and without: one passes, three do not
  expect(messages.size).toBe(4 + 2)
})

test('memoryShape is the same on each run and each Node', () => {
  const shape = memoryShape(order())
  expect(Object.keys(shape)).toEqual(['Array', 'Object', 'string'])
  expect(shape.Object.count).toBe(52)
  for (let i = 0; i < 1000; i++) if (i % 10 === 0) expect(memoryShape(order())).toEqual(shape)
  const program = `import { memoryShape } from './dist/esm/integrations/jest.js'
    const order = ${order}
    console.log(JSON.stringify(memoryShape(order())))`
  for (const engine of nodes) {
    const printed = execFileSync(enginePath(engine), ['--input-type=module', '-e', program], { encoding: 'utf8' })
    expect(JSON.parse(printed)).toEqual(shape)
  }
})

test('wrong arguments', () => {
  expect(() => toFitIn({}, '5 parsecs')).toThrow('Expected the limit in bytes')
  expect(() => toHaveDeepSize({}, -1)).toThrow(MemSizeError)
  expect(() => extend({} as never)).toThrow('Expected the `expect` of Jest or Vitest')
})
