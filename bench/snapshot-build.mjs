/**
 * node --max-old-space-size=... snapshot-build.mjs <file> <records>: writes the heap snapshot of a program that has so many records, the same ones
 * for the same seed: an index by name, a list by age, tags that are shared, notes that are not, closures that keep some alive.
 */
import { writeHeapSnapshot } from 'node:v8'
import { below, seeded, word } from './random.mjs'

class Person {
  constructor(random, id) {
    this.id = id
    this.name = word(random, 4 + below(random, 12))
    this.weight = random() * 100
    this.friends = []
    this.notes = undefined
  }
}

class Team {
  constructor() {
    this.members = new Set()
    this.byRole = new Map()
  }
}

const [file, count] = [process.argv[2], Number(process.argv[3])]
const random = seeded()
const tags = Array.from({ length: 500 }, (_, i) => ({ tag: `tag ${i}`, uses: 0 }))
const people = Array.from({ length: count }, (_, id) => new Person(random, id))
const teams = Array.from({ length: Math.ceil(count / 50) }, () => new Team())
for (const person of people) {
  for (let i = below(random, 5); i > 0; i--) person.friends.push(people[below(random, count)])
  if (random() < 0.3) person.notes = { text: word(random, 40), at: new Date(below(random, 2 ** 40)), tags: [tags[below(random, 500)]] }
  const team = teams[below(random, teams.length)]
  team.members.add(person)
  team.byRole.set(word(random, 3), person)
  if (random() < 0.1) person.greet = () => `${person.name} of ${team.members.size}`
}
globalThis.program = {
  people,
  teams,
  index: new Map(people.map((person) => [person.name, person])),
  weak: new WeakMap(people.slice(0, 1000).map((person) => [person, { seen: true }])),
}
writeHeapSnapshot(file)
