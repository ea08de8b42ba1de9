class Connection {
  static all = new Set()
  packets = Array.from({ length: 60 }, (_, at) => ({ at, bytes: [at] }))

  constructor() {
    Connection.all.add(this)
  }

  close() {
    this.isClosed = true
  }
}

for (let id = 0; id < 400; id++) new Connection().close()
setInterval(() => Connection, 60_000)
