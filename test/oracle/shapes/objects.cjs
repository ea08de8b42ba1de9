'use strict'

const usual = require('./usual-objects.cjs')
const unusual = require('./unusual-objects.cjs')

// A recipe decides on names and a way of building once, and gives a function that builds one object each time: the way code builds many of a kind.
// Ways that are listed twice are taken twice as often.
const USUAL = [
  usual.literal,
  usual.literal,
  usual.constants,
  usual.namedAdds,
  usual.namedAdds,
  usual.keyedAdds,
  usual.keyedAdds,
  usual.parsed,
  usual.parsed,
  usual.spread,
  usual.assigned,
  usual.fromEntries,
  usual.instances,
  usual.instances,
  usual.instances,
  usual.constructed,
]
const UNUSUAL = [
  unusual.nullPrototype,
  unusual.deleted,
  unusual.deleted,
  unusual.accessors,
  unusual.symbolKeys,
  unusual.hiddenProperties,
  unusual.integerKeys,
  unusual.locked,
  unusual.wide,
  unusual.rewritten,
  unusual.copied,
  unusual.matched,
  unusual.functions,
]

/** A function that makes one object per call; its argument is the number of the object. */
function objectRecipe(c) {
  const { r } = c
  const count = r.pick([() => r.int(0, 4), () => r.int(2, 10), () => r.int(5, 30), () => (r.chance(0.1) ? r.int(100, 300) : r.int(1, 8))])()
  const make = r.pick(r.chance(0.35) ? UNUSUAL : USUAL)(c, c.names(count))
  return (i) => {
    c.left -= count >> 3 // wide objects count for more, or rows of them would be too large
    return make(i)
  }
}

module.exports = { objectRecipe }
