// Loaded before a program: takes a snapshot of it once it has done its work, and ends it.
const { writeHeapSnapshot } = require('node:v8')

const { TAKE_SNAPSHOT } = process.env
if (TAKE_SNAPSHOT !== undefined) {
  const waiting = setInterval(() => {
    if (globalThis.isWorking) return
    clearInterval(waiting)
    writeHeapSnapshot(TAKE_SNAPSHOT)
    process.exit()
  }, 300)
}
