const histories = new WeakMap()
const app = { name: 'shop' }

function note(item) {
  let history = histories.get(app)
  if (history === undefined) histories.set(app, (history = []))
  history.push({ item, seen: Array.from({ length: 40 }, (_, at) => ({ at })) })
}

for (let item = 0; item < 800; item++) note(item)
setInterval(() => note, 60_000)
