globalThis.metrics = {}

function count(path) {
  const metric = (metrics[path] ??= { path, samples: [] })
  for (let at = 0; at < 40; at++) metric.samples.push({ at })
}

for (let id = 0; id < 800; id++) count(`/users/${id}`)
setInterval(() => count('/health'), 60_000)
