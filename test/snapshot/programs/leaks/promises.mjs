const waiting = new Set()

function answer() {
  return new Promise((resolve) => waiting.add(resolve))
}

async function order(id) {
  const basket = Array.from({ length: 80 }, (_, at) => ({ id, at }))
  const answered = await answer()
  return answered === basket.length
}

for (let id = 0; id < 500; id++) order(id)
setInterval(() => waiting.size, 60_000)
