// Prints what calibrate() learns when it starts from another engine's numbers, and what samples do to the bounds: one line of JSON.
const { layouts, measure } = require('../../dist/cjs/index.js')
const { calibrate } = require('../../dist/cjs/heap.js')
const { learnedFrom } = require('../../dist/cjs/check/calibrate.js')

/** Every append leaves a node of the rope, until the text is read: more than `upper` has. */
const appended = (pieces) => {
  let text = ''
  for (let i = 0; i < pieces; i++) text += String.fromCharCode(97 + (i % 26), 98 + (i % 25))
  return text
}

async function main() {
  const fromChromium = await learnedFrom(layouts.chromium)
  const fromJsc = await learnedFrom({ ...layouts.jsc, engine: 'v8' })
  const text = appended(1000)
  const plain = await calibrate()
  const { upper } = measure(text, { layout: plain })
  const wider = await calibrate([text, { ordinary: 1 }])
  const saved = JSON.parse(JSON.stringify(wider))
  const value = { list: [1, 2.5, { a: 'b' }], map: new Map([[1, 2]]) }
  process.stdout.write(
    JSON.stringify({
      fromChromium,
      fromJsc,
      plain,
      spread: wider.spread,
      upper,
      wider: measure(text, { layout: saved }).upper,
      same: measure(value, { layout: plain }).bytes === measure(value, { by: 'model' }).bytes,
    }),
  )
}
main()
