'use strict'

// The everyday ways to build an object. `compile` makes a new literal, function or class in the source, with hidden classes and feedback of its own.

const quoted = (name) => JSON.stringify(name)
const compile = (parameters, body) => new Function(...parameters.split(' '), body)

/** Values for the names. Now and then a field holds one kind of value in all objects, as typed code does. */
function source(c, names) {
  const { r } = c
  const kinds = names.map(() =>
    r.pick([c.value, c.value, c.value, () => r.int(0, 1000), () => r.fraction(), () => r.int(0, 9) / r.pick([1, 2]), () => null]),
  )
  return () => kinds.map((make) => make())
}

function literal(c, names) {
  const values = source(c, names)
  const make = compile('v', `return { ${names.map((name, i) => `${quoted(name)}: v[${i}]`).join(', ')} }`)
  return () => make(values())
}

/** A literal of constants, some of them nested: V8 copies a boilerplate, and constant arrays share their store. */
function constants(c, names) {
  const { r } = c
  const constant = () =>
    r.pick(['1', '2.5', 'null', '"text"', '[1, 2, 3]', '[0.5, 1.5]', '[]', '{}', '["a", "b"]', '{ a: 1, b: [2] }', 'true'])
  return compile('', `return { ${names.map((name) => `${quoted(name)}: ${constant()}`).join(', ')} }`)
}

function namedAdds(c, names) {
  const { r } = c
  const values = source(c, names)
  const listed = r.int(0, names.length)
  const fields = names.map((name, i) => ({ name: quoted(name), value: `v[${i}]` }))
  const first = fields.slice(0, listed).map(({ name, value }) => `${name}: ${value}`)
  const later = fields.slice(listed).map(({ name, value }) => `o[${name}] = ${value}`)
  const make = compile('v', `const o = { ${first.join(', ')} }; ${later.join('; ')}; return o`)
  return () => make(values())
}

function keyedAdds(c, names) {
  const { r } = c
  const values = source(c, names)
  const start = r.pick([
    () => ({}),
    () => ({ id: 1 }),
    () => new Object(),
    () => Object.create(null),
    () => Object.create({ inherited: true }),
  ])
  const shuffled = r.chance(0.3)
  return () => {
    const object = start(),
      given = values()
    for (const i of shuffled ? r.shuffle([...names.keys()]) : names.keys()) object[names[i]] = given[i]
    return object
  }
}

function parsed(c, names) {
  return () => JSON.parse(JSON.stringify(Object.fromEntries(names.map((name) => [name, c.plain(Math.min(c.depth, 2))]))))
}

function spread(c, names) {
  const { r } = c
  const base = (r.chance(0.5) ? literal : keyedAdds)(c, names)
  const extra = c.freshName()
  return r.pick([
    (i) => ({ ...base(i) }),
    (i) => ({ id: i, ...base(i) }),
    (i) => ({ ...base(i), id: i }),
    (i) => ({ ...base(i), ...{ [extra]: i } }),
    (i) => {
      const { id, name, ...rest } = base(i)
      return rest
    },
  ])
}

function assigned(c, names) {
  const { r } = c
  const half = names.length >> 1
  const first = literal(c, names.slice(0, half)),
    second = keyedAdds(c, names.slice(half))
  return r.chance(0.5) ? (i) => Object.assign({}, first(i), second(i)) : (i) => Object.assign(first(i), second(i))
}

function fromEntries(c, names) {
  const values = source(c, names)
  return () => {
    const given = values()
    return Object.fromEntries(names.map((name, i) => [name, given[i]]))
  }
}

/** Instances of a class of its own: fields, constructor assignments, optional fields, private fields, a base class, accessors on the prototype. */
function instances(c, names) {
  const { r } = c
  const builtIn = r.chance(0.08) ? r.pick(['Array', 'Map', 'Set', 'Date', 'Uint8Array']) : null
  const values = source(c, names)
  const way = () =>
    r.pick(['field', 'assigned', 'assigned', 'assigned', r.chance(0.3) ? 'optional' : 'assigned', r.chance(0.1) ? 'private' : 'field'])
  const allowed = builtIn ? names.filter((name) => name !== 'length' && name !== '-1') : names // these two are theirs
  const fields = allowed.map((name, index) => ({
    name: quoted(name),
    way: name === 'constructor' ? 'assigned' : way(),
    value: `v[${index}]`,
    index,
  }))
  const of = (wanted) => fields.filter((field) => field.way === wanted)
  const base =
    builtIn ??
    (r.chance(0.3) ? `(class ${c.freshName()} { constructor() { this.kind = 'base'; ${r.chance(0.5) ? 'this.since = 1.5' : ''} } })` : null)
  const make = compile(
    '',
    `return class ${c.freshName()} ${base ? `extends ${base}` : ''} {
    ${of('field')
      .map(({ name, index }) => `[${name}] = ${index % 3 ? index : 'null'}`)
      .join('; ')};
    ${of('private')
      .map(({ index }) => `#p${index} = ${index / 2}`)
      .join('; ')};
    constructor(v, i) {
      ${base ? `super(${base === 'Date' ? '1e12' : ''});` : ''}
      ${of('assigned')
        .map(({ name, value }) => `this[${name}] = ${value}`)
        .join('; ')};
      ${of('private')
        .map(({ index, value }) => `this.#p${index} = ${value}`)
        .join('; ')};
      ${of('optional')
        .map(({ name, value, index }) => `if (i % ${index + 2} === 1) this[${name}] = ${value}`)
        .join('; ')};
    }
    get size() { throw new Error('measuring must not call this') }
    toJSON() { throw new Error('measuring must not call this') }
  }`,
  )()
  const later = r.chance(0.15) ? c.freshName() : null
  return (i) => {
    const object = new make(values(), i)
    if (later) object[later] = i
    return object
  }
}

function constructed(c, names) {
  const values = source(c, names)
  const Make = compile('v', names.map((name, i) => `this[${quoted(name)}] = v[${i}]`).join('; '))
  return () => new Make(values())
}

module.exports = {
  compile,
  quoted,
  source,
  assigned,
  constants,
  constructed,
  fromEntries,
  instances,
  keyedAdds,
  literal,
  namedAdds,
  parsed,
  spread,
}
