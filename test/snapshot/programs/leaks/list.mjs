class Job {
  next = undefined
  constructor(id) {
    this.input = Array.from({ length: 30 }, (_, at) => ({ id, at }))
  }
}

const done = { first: undefined, last: undefined }

function finish(job) {
  if (done.last === undefined) done.first = job
  else done.last.next = job
  done.last = job
}

for (let id = 0; id < 1000; id++) finish(new Job(id))
setInterval(() => done.first, 60_000)
