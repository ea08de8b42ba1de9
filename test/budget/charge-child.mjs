// @ts-nocheck
// charge-child.mjs: whether a value without an upper bound is kept, with and without `charge: 'upper'`, as JSON. By the model.
process.env.MEMSIZE_PROBE = 'off'
const { boundBytes } = await import('../../dist/esm/budget.js')
const { currentLayout, measure } = await import('../../dist/esm/index.js')

const text = Array.from({ length: 100 }, (_, i) => `text ${i}`).join(' ')
const results = {}
for (const charge of ['bytes', 'upper']) {
  const cache = boundBytes(new Map(), { maxBytes: '1 MB', charge, onRefused() {} })
  cache.set('list', [text])
  const before = cache.bytes
  cache.set('more', [`${text}!`])
  cache.set('proxy', new Proxy({}, {}))
  results[charge] = { kept: [...cache.keys()], more: cache.bytes - before, upper: measure(['more', [`${text}!`]]).upper }
}
console.log(JSON.stringify({ probe: currentLayout().probe.on, ...results }))
