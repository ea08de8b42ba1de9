// node compiled-trees-child.cjs <folder>: loads the random chains of classes that a compiler made in several variants, <folder>/trees-<seed>-<count>.js, and
// checks each. Prints a line of JSON: how many were looked at, and what was wrong of the first ten that were.
const { readdirSync } = require('node:fs')
const { createRequire } = require('node:module')
const { join } = require('node:path')
const { checker } = require('./class-tree-checks.cjs')
const { loadBases, loadedNames, randomChain, variantTexts } = require('./class-tree-texts.cjs')

const [folder, rulesPrivate] = process.argv.slice(2)
const load = createRequire(join(folder, 'child.js'))
const library = load('memsize')
const { verify } = load('memsize/heap')

const wrong = []
const fault = (what, chain) => void (wrong.length < 10 && wrong.push(`${what}\n${chain ? variantTexts(chain).ignoring : ''}`))
const { check, kept } = checker(library, fault)

/** Compilers that keep private fields in WeakMaps write one of these. */
const inWeakMap = /_\w+\.set\(this,|__privateAdd\(this, _(?!\w*_instances)|[Pp]rivate_?[Ff]ield_?[Ii]nit\w*(?:\._)?\(this/

async function main() {
  const bases = await loadBases()
  let looked = 0
  for (const file of readdirSync(folder).filter((name) => /^trees-\d+-\d+\.js$/.test(name))) {
    const [first] = file.match(/\d+/g).map(Number)
    const { trees } = load(`./${file}`)
    trees.forEach((variants, i) => {
      const chain = randomChain(first + i, rulesPrivate === 'true')
      const { level, name } = chain.ruled
      const classes = Object.fromEntries(
        Object.entries(variants).map(([variant, make]) => [variant, make(...loadedNames.map((base) => bases[base]))]),
      )
      // `#x` of a description by hand is that of each class of the chain, and none in WeakMaps
      const isTwin =
        name.startsWith('#') && chain.levels.some(({ fields }, at) => at !== level && fields.some((field) => field.name === name))
      const isHidden = classes.plain.some((Class) => inWeakMap.test(Function.prototype.toString.call(Class)))
      if (isTwin || (name.startsWith('#') && isHidden)) {
        delete classes.byHand
        delete classes.whole
      }
      check(chain, classes, (variant) => hides(variant, chain, classes[variant]))
      looked++
    })
  }
  const { ok, by, faults = [] } = await verify({ kept })
  if (!ok) fault(`verify: ${JSON.stringify(faults.slice(0, 3))}`)
  process.stdout.write(JSON.stringify({ looked, by, wrong }))
}

/** Whether something of an instance is in a WeakMap that no rule reads. */
function hides(variant, { ruled }, classes) {
  if (variant === 'byHand') return false
  let hidden = 0
  for (const Class of classes) {
    const text = Function.prototype.toString.call(Class)
    hidden += text.match(new RegExp(inWeakMap, 'g'))?.length ?? 0
  }
  return hidden > (variant === 'ignoring' && ruled.name.startsWith('#') ? 1 : 0)
}
main()
