import { EventEmitter } from 'node:events'

const jobs = []
const done = new EventEmitter()
const results = { sum: 0 }

function work() {
  for (let id = 0; id < 2000; id++) jobs.push({ id, input: Array.from({ length: 50 }, (_, at) => ({ at })) })
  for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
    done.once('end', (length) => (results.sum += length))
    done.emit('end', job.input.length)
  }
}

for (let round = 0; round < 5; round++) work()
setInterval(() => results.sum, 60_000)
