// node class-trees-child.cjs <dist> <seed> <trees>: random chains of classes, each made in several variants; decorators are called as compilers call
// them, of the standard dialect and the legacy one by turns. Prints a line of JSON: how many were looked at, and what was wrong of the first ten that were.
const { resolve } = require('node:path')
const { checker } = require('./class-tree-checks.cjs')
const { chainText, loadBases, loadedNames, randomChain } = require('./class-tree-texts.cjs')

const [dist, seed, count] = process.argv.slice(2)
const library = require(resolve(dist, 'index.js'))
const { MemSize, describeMemory } = library
const { verify } = require(resolve(dist, 'heap.js'))

const wrong = []
const fault = (what, chain) => void (wrong.length < 10 && wrong.push(`${what}\n${chain ? textOf(chain) : ''}`))
const { check, kept } = checker(library, fault)

const textOf = (chain) => chainText(chain, { ofClass: () => '', ofField: '', access: true }).replaceAll(': any =', ' =')

/** The rule as the standard dialect has it: of fields first, then of their class. */
function decorateStandard(Class, name) {
  const metadata = {}
  const context = { kind: 'field', name, static: false, private: name.startsWith('#'), access: Class.access, metadata, addInitializer() {} }
  const sized = MemSize()
  MemSize.ignore('left out')(undefined, context)
  sized(Class, { kind: 'class', name: Class.name, metadata, addInitializer() {} })
}

function decorateLegacy(Class, name) {
  MemSize.ignore('left out')(Class.prototype, name, undefined)
  MemSize()(Class)
}

function one(number, bases) {
  const isStandard = number % 2 === 0
  const chain = randomChain(Number(seed) * 1_000_000 + number, isStandard)
  const make = new Function(...loadedNames, textOf(chain))
  const classes = () => make(...loadedNames.map((name) => bases[name]))
  const { level, name } = chain.ruled
  const [plain, bare, ignoring, dropped, byHand, whole] = Array.from({ length: 6 }, classes)
  bare.forEach((Class, i) => {
    if (chain.decorated[i])
      isStandard ? MemSize()(Class, { kind: 'class', name: Class.name, metadata: {}, addInitializer() {} }) : MemSize()(Class)
  })
  if (isStandard) decorateStandard(ignoring[level], name)
  else decorateLegacy(ignoring[level], name)
  byHand[level].prototype[describeMemory] = function (meter) {
    meter.skip(name, 'left out')
    meter.rest(this)
  }
  // `#x` of a description by hand is that of each class of the chain
  const isTwin = name.startsWith('#') && chain.levels.some(({ fields }, i) => i !== level && fields.some((field) => field.name === name))
  check(chain, { plain, bare, ignoring, dropped, ...(isTwin ? {} : { byHand, whole }) })
}

async function main() {
  const bases = await loadBases()
  for (let i = 0; i < Number(count); i++) one(i, bases)
  const { ok, by, faults = [] } = await verify({ kept })
  if (!ok) fault(`verify: ${JSON.stringify(faults.slice(0, 3))}`)
  process.stdout.write(JSON.stringify({ looked: Number(count), by, wrong }))
}
main()
