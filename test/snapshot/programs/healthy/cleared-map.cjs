const sessions = new Map()

function visit(id) {
  sessions.set(id, { id, cart: Array.from({ length: 60 }, (_, at) => ({ at })) })
  // the oldest goes
  if (sessions.size > 400) sessions.delete(sessions.keys().next().value)
}

for (let id = 0; id < 5000; id++) visit(id)
setInterval(() => sessions.size, 60_000)
