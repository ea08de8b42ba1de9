'use strict'

// Inputs for the structures: seeded, so that a structure is the same in every run and on every engine.
// Real text of packages pinned in package.json is read with `packageText`.
const { readFileSync } = require('node:fs')
const { dirname, join } = require('node:path')
const { seeded } = require('./seeded.cjs')

const WORDS = (
  'account active address amount archive balance batch border branch buffer cache carrier channel city client code column commit country credit currency ' +
  'customer daily default delivery detail device discount document domain draft email entry event export factor field filter finance format gateway global ' +
  'group handle history holder index invoice item journal label language layer ledger level limit local location manager margin market member message metric ' +
  'model module monitor network notice number object option order origin owner package parent partner payment period person plan policy price process product ' +
  'profile project provider quantity query quota rate reason record region release remote report request result review role route sample schedule score sector ' +
  'segment series server service session setting shipment signal source stage status step stock store stream subject summary supplier support survey table target ' +
  'task team template term ticket token total trace track transfer trigger type unit update usage user value vendor version view volume warehouse window zone'
).split(' ')

const capital = (word) => word[0].toUpperCase() + word.slice(1)

/** A file of an installed package, by its path inside node_modules. */
function packageText(path) {
  const parts = path.split('/')
  const name = path[0] === '@' ? parts.slice(0, 2).join('/') : parts[0]
  return readFileSync(join(packageFolder(name), path.slice(name.length + 1)), 'utf8')
}

// Not `require.resolve(name + '/package.json')`: `exports` of some packages hides that file.
function packageFolder(name) {
  const found = require.resolve
    .paths(name)
    .map((folder) => join(folder, name))
    .find((folder) => {
      try {
        return readFileSync(join(folder, 'package.json'))
      } catch {
        return false
      }
    })
  if (!found) throw new Error(`Expected the package ${name} to be installed: run npm ci`)
  return found
}

function words(seed) {
  const r = seeded(seed)
  const name = () => r.pick(WORDS) + capital(r.pick(WORDS))
  const sentence = (low = 5, high = 18) => {
    const text = r.list(r.int(low, high), () => r.pick(WORDS)).join(' ')
    return `${capital(text)}.`
  }
  const date = () => new Date(Date.UTC(2015, 0, 1) + r.int(0, 3650) * 86400000 + r.int(0, 86399) * 1000).toISOString()
  return { ...r, name, sentence, date, word: () => r.pick(WORDS), paragraph: () => r.list(r.int(2, 6), () => sentence()).join(' ') }
}

/** People as a web API returns them: whole and fractional numbers, nulls, missing fields, short and long strings. */
function people(count, seed = 1) {
  const w = words(seed)
  return w.list(count, (id) => {
    const first = capital(w.word()),
      last = capital(w.word()) + capital(w.word())
    const person = {
      id,
      guid: w.list(4, () => w.bits().toString(16).padStart(8, '0')).join('-'),
      name: `${first} ${last}`,
      email: `${first}.${last}${id}@example.org`.toLowerCase(),
      age: w.chance(0.1) ? null : w.int(18, 99),
      balance: w.int(-100000, 2000000) / 100,
      rating: w.chance(0.3) ? w.int(1, 5) : w.int(10, 50) / 10,
      status: w.pick(['active', 'suspended', 'invited', 'closed']),
      verified: w.chance(0.7),
      createdAt: w.date(),
      address: {
        street: `${w.int(1, 400)} ${capital(w.word())} Street`,
        city: w.pick(['Zürich', 'Łódź', 'Porto', 'Osaka 大阪', 'Leeds']),
        zip: String(w.int(10000, 99999)),
      },
      tags: w.list(w.int(0, 5), () => w.word()),
    }
    if (w.chance(0.3)) person.note = w.paragraph()
    if (w.chance(0.2)) person.location = [w.int(-1800000, 1800000) / 10000, w.int(-900000, 900000) / 10000]
    return person
  })
}

/** Orders with nested lines; `reference` is beyond 2^31, where V8 boxes integers. */
function orders(count, seed = 2) {
  const w = words(seed)
  return w.list(count, (id) => ({
    id: `ORD-${String(id).padStart(6, '0')}`,
    reference: 4000000000 + w.int(0, 1000000000),
    customerId: w.int(0, 499),
    placed: w.date(),
    currency: w.pick(['EUR', 'USD', 'JPY', 'CHF']),
    shipped: w.chance(0.5) ? w.date() : null,
    lines: w.list(w.int(1, 6), (line) => ({
      line,
      sku: `${w.word()}-${w.int(100, 999)}`.toUpperCase(),
      quantity: w.int(1, 20),
      price: w.int(50, 90000) / 100,
      discount: w.chance(0.8) ? 0 : w.int(1, 50) / 100,
      options: w.chance(0.3) ? { color: w.pick(['red', 'green', 'blue']), gift: w.chance(0.5) } : undefined,
    })),
    totals: { net: w.int(1000, 999999) / 100, tax: w.int(0, 99999) / 100 },
  }))
}

/** A FeatureCollection of points, lines, polygons with holes and multipolygons. */
function geoJson(count, seed = 3) {
  const w = words(seed)
  const degrees = () => w.int(-1800000, 1800000) / 10000
  const line = (low, high) => w.list(w.int(low, high), () => [degrees(), degrees() / 2])
  const ring = (low, high) => {
    const points = line(low, high)
    return [...points, points[0].slice()]
  }
  const geometry = {
    Point: () => [degrees(), degrees() / 2],
    LineString: () => line(2, 40),
    Polygon: () => w.list(w.int(1, 3), () => ring(4, 30)),
    MultiPolygon: () => w.list(w.int(2, 4), () => [ring(4, 20)]),
  }
  return {
    type: 'FeatureCollection',
    bbox: [-180, -90, 180, 90],
    features: w.list(count, (id) => {
      const type = w.pick(Object.keys(geometry))
      return {
        type: 'Feature',
        id,
        properties: {
          name: capital(w.name()),
          area: w.chance(0.5) ? w.int(1, 1e6) : w.int(1, 1e6) / 7,
          population: w.chance(0.2) ? null : w.int(0, 5e9),
          kind: w.word(),
        },
        geometry: { type, coordinates: geometry[type]() },
      }
    }),
  }
}

/** Rows of cells; some quoted, some empty, some with a line break. */
function csv(rows, seed = 4) {
  const w = words(seed)
  const header = 'id,name,category,price,quantity,updated,comment'
  return (
    header +
    '\n' +
    w
      .list(rows, (id) => {
        const comment = w.pick([
          '',
          w.word(),
          `"${w.sentence(3, 8)}"`,
          `"${w.word()} ""${w.word()}"", ${w.word()}"`,
          `"${w.word()}\n${w.word()}"`,
        ])
        return [id, `${w.word()} ${w.word()}`, w.word(), w.int(1, 100000) / 100, w.int(0, 500), w.date(), comment].join(',')
      })
      .join('\n') +
    '\n'
  )
}

/**
 * Gives what a function writes as reading it from a file would: flat, and in one byte a character where Latin-1 will do. Joined of pieces it need not be:
 * V8 11 joins in two bytes where one of them is a string that was used as a name, or a number whose text was, as in
 * `Symbol.for(String(914)); [914, 'text'].join()`. What ran earlier in the process, and when it was collected, would decide.
 */
const asRead =
  (write) =>
  (...args) =>
    Buffer.from(write(...args)).toString()

module.exports = { WORDS, asRead, capital, packageFolder, packageText, words, people, orders, geoJson, csv: asRead(csv) }
