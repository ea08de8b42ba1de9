import { byClass, defineSize, explain, graph, MemSize, measure } from '../../src/index.js'

@MemSize({ name: 'Session of a user' })
class S {
  @MemSize.field list = [1]
}
class Below extends S {}

const ways = [{}, { by: 'model' }] as const

test.each(ways)('a class goes by the name that @MemSize({ name }) gives it, in every answer: %j', (options) => {
  expect(explain(new S(), options).className).toBe('Session of a user')
  expect(byClass([new S()], options).rows.map(({ name }) => name)).toContain('Session of a user')
  const found = graph(new S(), options)
  expect(Array.from({ length: found.nodeCount }, (_, node) => found.nameOf(node))).toContain('Session of a user')
  // an undecorated subclass keeps its own
  expect(explain(new Below(), options).className).toBe('Below')
})

test.each(ways)('what cannot be seen of a class is harmless to print, whatever it is called: %j', (options) => {
  class Hostile {}
  Object.defineProperty(Hostile, 'name', { value: 'a\u001b[31m\n\u202e' })
  defineSize(Hostile, () => {
    throw new Error('\u001b[2J')
  })
  class Hidden {
    #secret = 1
    get secret() {
      return this.#secret
    }
  }
  Object.defineProperty(Hidden, 'name', { value: '\u001b[31m' })
  const values = [new Hostile(), new Hidden(), new Proxy({}, {}), Object.setPrototypeOf(new URL('https://a.b'), Hostile.prototype)]
  const told = values.flatMap((value) => measure(value, options).opaque)
  expect(told.length).toBeGreaterThan(1)
  for (const { reason, path } of told) expect(`${reason}${path}`).not.toMatch(/[\p{Cc}\p{Cf}]/u)
})
