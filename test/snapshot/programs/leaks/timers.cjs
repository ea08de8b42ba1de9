function refresh(job) {
  const lines = Array.from({ length: 120 }, (_, at) => ({ job, at }))
  setInterval(() => lines.length > 1000 && lines.pop(), 60_000)
}

for (let job = 0; job < 300; job++) refresh(job)
