'use strict'

/** An array, built in one of the ways programs build them; its capacity and the kind of its elements follow from that. */
function list(c) {
  const { r } = c
  const length = r.pick([r.int(0, 3), r.int(4, 20), r.int(20, 100), r.chance(0.1) ? r.int(500, 3000) : 8])
  const item = r.pick([
    c.value,
    () => r.int(0, 1e6),
    () => r.fraction(),
    () => (r.chance(0.1) ? r.fraction() : r.int(0, 99)),
    () => r.int(0, 4e9),
    c.leaf,
  ])
  // Long arrays hold numbers, or a single one would use up the size of the shape.
  return r.pick(ways)(c, length, length > 100 ? () => (r.chance(0.5) ? r.int(0, 1e6) : r.int(0, 9) / 2) : item)
}

const ways = [
  pushed,
  pushed,
  popped,
  literal,
  constantLiteral,
  sized,
  holey,
  mapped,
  filtered,
  spliced,
  combined,
  shortened,
  converted,
  changedKind,
  sparse,
  withProperties,
  fromIterable,
]

function pushed(_, length, item) {
  const array = []
  for (let i = 0; i < length; i++) array.push(item())
  return array
}

function popped({ r }, length, item) {
  const array = pushed(null, length, item)
  for (let i = r.int(0, length); i > 0; i--) r.chance(0.7) ? array.pop() : array.shift()
  return array
}

function literal(_, length, item) {
  const size = Math.min(length, 200)
  return new Function('v', `return [${Array.from({ length: size }, (_, i) => `v[${i}]`).join(', ')}]`)(Array.from({ length: size }, item))
}

/** A literal of constants: copies share one copy-on-write store until one is written to. */
function constantLiteral({ r }, length) {
  const make = new Function(
    `return [${r.list(Math.min(length, 60), () => `${r.pick(['1', '20', r.pick(['1', '0.5']), r.pick(['2', '"text"', 'null', ''])])},`).join('')}]`,
  )
  return r.pick([
    () => make(),
    () => [make(), make(), make()],
    () => {
      const [first, second] = [make(), make()]
      second.push(1)
      if (first.length > 0) first[0] = first[0] // a write, even of the same value, makes the store the array's own
      return [first, second, make()]
    },
  ])()
}

function sized({ r }, length, item) {
  const array = new Array(length)
  return r.pick([
    () => array.fill(item()),
    () => {
      for (let i = 0; i < length; i++) array[i] = item()
      return array
    },
  ])()
}

function holey({ r }, length, item) {
  const array = r.pick([() => new Array(length), () => pushed(null, length, item), () => [, , item()]])()
  for (let i = 0; i < length; i++) if (r.chance(0.3)) r.chance(0.3) ? delete array[i] : (array[i + r.int(0, 3)] = item())
  return array
}

function mapped({ r }, length, item) {
  const array = pushed(null, length, item)
  return r.pick([
    () => array.map((value) => value),
    () => array.map((_, i) => i * 1.5),
    () => array.flatMap((value) => [value, null]),
    () => Array.from(array, (_, i) => i),
    () => Object.entries(array.slice(0, 20)),
  ])()
}

function filtered({ r }, length, item) {
  const array = pushed(null, length, item)
  return r.pick([
    () => array.filter((_, i) => i % 3 === 0),
    () => array.slice(length >> 2),
    () => array.filter(() => false),
    () => array.slice().reverse(),
  ])()
}

function spliced({ r }, length, item) {
  const array = pushed(null, length, item)
  array.splice(r.int(0, length), r.int(0, 10), item(), item())
  if (r.chance(0.5)) array.unshift(item(), item())
  if (r.chance(0.3)) for (let i = 0; i < 5; i++) array.shift()
  return array
}

function combined({ r }, length, item) {
  const first = pushed(null, length >> 1, item),
    second = sized({ r }, length >> 2, item)
  return r.pick([
    () => first.concat(second, item()),
    () => [...first, ...second],
    () => [first, second].flat(),
    () => {
      first.push(...second)
      return first
    },
  ])()
}

function shortened({ r }, length, item) {
  const array = pushed(null, length, item)
  array.length = r.pick([0, length >> 1, Math.max(0, length - 1), length + r.int(1, 40)])
  if (r.chance(0.3)) array.push(item())
  return array
}

function converted({ r }, length) {
  return r.pick([
    () => 'a,é,日本,word,another longer word'.repeat(3).split(','),
    () => [...'text 🙂'],
    () => Array.from({ length }),
    () => Array.of(length),
    () => JSON.parse(JSON.stringify(r.list(length, () => r.int(0, 99) / r.pick([1, 4])))),
    () => Object.keys({ first: 1, second: 2, [length]: 3 }),
    () => [...new Array(3).keys()],
  ])()
}

/** Small integers, then fractions, then anything: the store changes its kind, or is made again. */
function changedKind({ r }, length, item) {
  const array = pushed(null, length, () => r.int(0, 99))
  if (r.chance(0.7)) array[r.int(0, length)] = r.fraction()
  if (r.chance(0.5)) array.push(item())
  if (r.chance(0.2)) array.push(undefined)
  return array
}

function sparse({ r }, _, item) {
  const array = [item()]
  array[r.pick([r.int(20, 40), r.int(900, 1100), r.int(2000, 60000), 1e6, 2 ** 31])] = item()
  if (r.chance(0.3)) array[500] = item()
  return array
}

function withProperties(c, length, item) {
  const array = pushed(null, length, item)
  for (const name of c.names(c.r.int(1, 6))) if (name !== 'length') array[name] = c.leaf()
  return c.r.chance(0.3) ? Object.freeze(array) : array
}

function fromIterable({ r }, length, item) {
  return r.pick([
    () => Array.from(new Set(pushed(null, length, item))),
    () => [...new Map(pushed(null, length, (_, i) => [i, item()]).map((pair, i) => [i, pair])).values()],
    () => Array.from(pushed(null, Math.min(length, 60), item).entries()),
  ])()
}

module.exports = { list }
