import { topPaths } from '../../src/snapshot/queries.js'
import { graph } from '../graph/notation.js'

const chain = (length: number, step: (i: number) => string) =>
  Array.from({ length }, (_, i) => `n${i}:object=10'Node' ${i + 1 < length ? `${step(i)}>n${i + 1}` : ''}`).join('\n')
const pathsOf = (text: string) =>
  Object.fromEntries(topPaths(graph(text), { count: 1000 }).map(({ path, count, retained }) => [path, [count, retained]]))

describe('steps that repeat', () => {
  test('a long list is a few paths, and what its parts hold of each other counts once', () => {
    const paths = pathsOf(`r:synthetic=0'' s:g>g g:object=1'Window' .list>n0\n${chain(500, () => '.next')}`)
    expect(paths).toEqual({
      Window: [1, 5001],
      'Window.list': [1, 5000],
      'Window.list.next': [1, 4990],
      'Window.list.next.next': [1, 4980],
      'Window.list.next{499}': [497, 4970],
    })
  })

  test('rounds of two steps, .left.up.left.up', () => {
    const paths = pathsOf(`r:synthetic=0'' s:g>g g:object=1'Window' .list>n0\n${chain(41, (i) => (i % 2 === 0 ? '.left' : '.up'))}`)
    const [path, [count]] = Object.entries(paths).find(([path]) => path.endsWith('}')) as [string, number[]]
    expect(path).toMatch(/^Window\.list.*\{\d+}$/)
    expect(count).toBeGreaterThan(10)
    expect(Object.keys(paths).length).toBeLessThan(12)
  })

  test('a list of lists has other things at each level', () => {
    expect(
      Object.keys(
        pathsOf(`r:synthetic=0'' s:g>g g:object=1'Window' .rows>a a:object=1'Array' [0]>b b:object=1'Array' [0]>c c:object=1'Cell'`),
      ),
    ).toEqual(expect.arrayContaining(['Window.rows[*]', 'Window.rows[*][*]']))
  })
})
