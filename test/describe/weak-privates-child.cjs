// node weak-privates-child.cjs <dist> <folder of compiled classes>: what the answers with an `upper` say of classes whose private fields are in WeakMaps,
// and the model of those of ES2022. Prints a line of JSON.
const { join, resolve } = require('node:path')
const [dist, folder] = process.argv.slice(2)
const { explain, MemSize, measure, measureAsync } = require(resolve(dist, 'index.js'))
const { classReport } = require(resolve(dist, 'report.js'))

/** The notes, where there is no upper bound; where there is one, none may be there. */
const notes = ({ upper, opaque }) => {
  if ((upper === Infinity) !== opaque.length > 0) return `upper ${upper}, ${opaque.length} notes`
  return opaque.map(({ reason, path, count }) => `${count} ${path} ${reason}`).sort()
}

async function answers({ Vault, Below, Plain }) {
  const value = [new Vault(), new Vault(), new Vault(), new Below()]
  const found = { Plain: notes(measure([new Plain(), new Plain()])) }
  for (const by of [undefined, 'model']) {
    for (const [name, options] of Object.entries({ plain: {}, exclude: { exclude: () => false }, contexts: { contexts: true } })) {
      const all = { by, ...options }
      found[`measure ${by} ${name}`] = notes(measure(value, all))
      found[`measureAsync ${by} ${name}`] = notes(await measureAsync(value, all))
      found[`explain ${by} ${name}`] = notes(explain(value, all).whole)
    }
  }
  found['usable'] = notes(measure(value, { external: 'usable' }))
  MemSize({ live: 'size', name: 'Reported' })(class Reported extends Vault {})
  class Live extends Vault {}
  MemSize.field(Live.prototype, 'plain', undefined)
  MemSize({ live: 'size' })(Live)
  const live = [new Live()]
  const row = classReport().rows.find(({ className }) => className === 'Live')
  found['classReport'] = row.upper === Infinity && live.length ? row.note : `upper ${row.upper}`
  return found
}

async function main() {
  const found = {}
  for (const target of ['es2015', 'es2021'])
    for (const file of [`tsc-${target}/source.js`, `esbuild-${target}.js`]) found[file] = await answers(require(join(folder, file)))
  class Vault {
    #secret = [{ a: 1 }, 'text']
    plain = { b: 1 }
    read() {
      return this.#secret
    }
  }
  class Below extends Vault {
    more = [1]
  }
  class Plain {
    list = [{ a: 1 }]
    #method() {
      return 1
    }
    call() {
      return this.#method()
    }
  }
  found['ES2022 by the model'] = await answers({ Vault, Below, Plain })
  process.stdout.write(JSON.stringify(found))
}
main()
