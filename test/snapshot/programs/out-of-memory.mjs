// Runs out of memory: answers are cached and never dropped.
export const answers = new Map()
const log = []

class Answer {
  constructor(id) {
    this.id = id
    this.rows = Array.from({ length: 50 }, (_, at) => ({ id, at }))
  }
}

function ask(id) {
  answers.set(`q${id}`, new Answer(id))
  if (id % 10 === 0) log.push({ id, at: [id] })
}

for (let id = 0; ; id++) {
  ask(id)
  if (id % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
}
