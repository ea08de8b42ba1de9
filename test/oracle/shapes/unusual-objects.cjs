'use strict'

// Objects that are rarer, and more often measured wrongly.
const {
  compile,
  quoted,
  source,
  constructed,
  fromEntries,
  instances,
  keyedAdds,
  literal,
  namedAdds,
  parsed,
} = require('./usual-objects.cjs')

function nullPrototype(c, names) {
  const { r } = c
  const values = source(c, names)
  const make = compile('v', `return { __proto__: null, ${names.map((name, i) => `[${quoted(name)}]: v[${i}]`).join(', ')} }`)
  return r.chance(0.5) ? () => make(values()) : (i) => Object.setPrototypeOf(keyedAdds(c, names)(i), null)
}

function deleted(c, names) {
  const { r } = c
  const base = r.pick([literal, keyedAdds, constructed, namedAdds])(c, names)
  const which = r.pick([
    () => names.slice(0, 1),
    () => names.slice(-1),
    () => names.slice(0, names.length >> 1),
    () => names,
    () => names.filter(() => r.chance(0.3)),
  ])
  const again = r.chance(0.4)
  return (i) => {
    const object = base(i)
    const gone = which()
    for (const name of gone) delete object[name]
    if (again) for (const name of gone.slice(0, 5)) object[name] = i
    return object
  }
}

function accessors(c, names) {
  const base = literal(c, names)
  const name = quoted(c.freshName())
  const fail = `throw new Error('measuring must not call this')`
  const own = compile(
    'v',
    `return { ${names.map((key) => `${quoted(key)}: v`).join(', ')}${names.length ? ',' : ''} get ${name}() { ${fail} }, set ${name}(value) { ${fail} } }`,
  )
  const get = compile('', fail)
  return c.r.chance(0.5)
    ? (i) => own(i)
    : (i) => Object.defineProperty(base(i), JSON.parse(name), { get, enumerable: i % 2 === 0, configurable: true })
}

function symbolKeys(c, names) {
  const { r } = c
  const base = keyedAdds(c, names)
  const keys = r.list(r.int(1, 5), (i) => (r.chance(0.3) ? Symbol.for(`shape.key.${i}`) : Symbol(r.chance(0.5) ? `key ${i}` : undefined)))
  return (i) => {
    const object = base(i)
    for (const key of keys) object[key] = c.value()
    return object
  }
}

function hiddenProperties(c, names) {
  const values = source(c, names)
  return () => {
    const object = {},
      given = values()
    names.forEach((name, i) =>
      Object.defineProperty(object, name, { value: given[i], enumerable: i % 2 === 0, writable: i % 3 === 0, configurable: true }),
    )
    return object
  }
}

/** Integer-like keys live in the elements: dense, sparse, far apart, descending, with names among them. */
function integerKeys(c, names) {
  const { r } = c
  const keys = r.pick([
    () => r.list(r.int(1, 40), (i) => i),
    () => r.list(r.int(1, 30), () => r.int(0, 300)),
    () => r.list(r.int(1, 12), () => r.int(0, 2 ** 32 - 2)),
    () => r.list(r.int(1, 30), (i) => 40 - i),
    () => [1e9, -1, 2 ** 32],
  ])()
  const named = names.slice(0, 4)
  const parse = r.chance(0.3)
  return (i) => {
    const object = {}
    for (const key of [...keys, ...named]) object[key] = parse ? i : c.value()
    return parse ? JSON.parse(JSON.stringify(object)) : object
  }
}

function locked(c, names) {
  const base = (r) => r.pick([literal, keyedAdds, instances, parsed])(c, names)
  const make = base(c.r),
    lock = c.r.pick([Object.freeze, Object.seal, Object.preventExtensions])
  return (i) => {
    const object = make(i)
    return ArrayBuffer.isView(object) ? object : lock(object)
  }
}

/** Wide enough to become a dictionary, or just not. */
function wide(c) {
  const { r } = c
  const names = c.names(r.pick([r.int(15, 30), r.int(120, 140), r.int(1010, 1030)]))
  const make = r.pick([literal, keyedAdds, fromEntries, parsed, constructed])(
    { ...c, value: () => r.int(0, 99), plain: () => r.int(0, 99) },
    names,
  )
  return (i) => {
    c.left -= Math.ceil(names.length / 30)
    return make(i)
  }
}

/** A field that starts as a small integer and later holds something else, in some objects only. */
function rewritten(c, names) {
  const base = literal(c, ['first', ...names])
  return (i) => {
    const object = base(i)
    object.first = i
    if (i % 3 === 1) object.first = i + 0.5
    if (i % 5 === 2) object.first = c.value()
    return object
  }
}

function copied(c, names) {
  return () => structuredClone(Object.fromEntries(names.map((name) => [name, c.plain(1)])))
}

function matched() {
  return (i) => /(?<year>\d+)-(?<month>\d+)/.exec(`on 20${10 + (i % 80)}-0${1 + (i % 9)}, more or less`)
}

function functions(c, names) {
  return (i) =>
    Object.assign(
      i % 2 ? () => i : function called() {},
      literal(c, names.filter((name) => name !== 'name' && name !== 'length').slice(0, 4))(i),
    )
}

module.exports = {
  accessors,
  copied,
  deleted,
  functions,
  hiddenProperties,
  integerKeys,
  locked,
  matched,
  nullPrototype,
  rewritten,
  symbolKeys,
  wide,
}
