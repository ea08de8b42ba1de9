// Prints what class reports say about classes that live and die: one line of JSON. Compiled in either dialect of decorators before it runs.
import { verify } from '../../src/heap.js'
import { countInstance, deepSize, MemSize, shallowSize } from '../../src/index.js'
import { type ClassGrowth, classReport, watchClasses } from '../../src/report.js'

const pool = { big: new Array(5000).fill(1) }

class Twin {
  rows = [{ at: 1.5 }, {}]
  pool = pool
  name = 'x'
}

@MemSize({ live: 'size' })
class Session {
  @MemSize.field rows = [{ at: 1.5 }, {}]
  pool = pool
  name = 'x'
}

@MemSize({ live: 'count' })
class Counted {
  @MemSize.ignore('belongs to the pool') pool = pool
  rows = [{}]
}

@MemSize()
class Below extends Session {
  @MemSize.field more = 1
}

class Undecorated extends Session {}

@MemSize({ live: 'size' })
class Told {
  rows = [{}]
  constructor() {
    countInstance(this)
  }
}

@MemSize()
class ToldBelow extends Told {
  constructor() {
    super()
    countInstance(this)
  }
}

@MemSize({ live: 'size' })
class Untold {
  rows = [{}]
}

@MemSize()
class UntoldBelow extends Untold {}

@MemSize()
class Untracked {
  rows = [{}]
}

@MemSize({ live: 'size' })
class Many {
  @MemSize.field id = 0
}

@MemSize({ live: 'count' })
class Leak {
  @MemSize.field id = 0
  constructor() {
    countInstance(this)
  }
}

const { gc } = globalThis as { gc?: () => void }
const turn = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms))

/** The registries' callbacks come in a turn of their own. */
async function collected(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    gc?.()
    await turn(5)
  }
}

const rowsOf = (report = classReport()) => Object.fromEntries(report.toJSON().map((row) => [row.className, row]))

async function main() {
  const classes = [Session, Counted, Below, Undecorated, Told, ToldBelow, Untold, UntoldBelow, Untracked]
  const kept = new Map<unknown, object[]>(classes.map((Class) => [Class, Array.from({ length: 100 }, () => new Class())]))
  const twins = Array.from({ length: 200 }, () => new Twin())
  const sessions = [...(kept.get(Session) as object[]), ...(kept.get(Undecorated) as object[])]
  const weights = {
    twin: [shallowSize(twins[50]), deepSize(twins[50]), deepSize(twins) - shallowSize(twins)],
    session: [shallowSize(sessions[50]), deepSize(sessions[50]), deepSize(sessions) - shallowSize(sessions)],
    verified: (await verify(sessions)).ok,
  }
  await collected()
  const first = classReport()
  const before = rowsOf(first)

  for (const list of kept.values()) list.length = 10
  sessions.length = 0
  await collected()
  const after = rowsOf()
  kept.get(Session)?.push(new Session())
  const later = rowsOf()
  const since = rowsOf(classReport({ since: first, ask: false, sample: 3 }))
  kept.clear()

  let many: object[] = Array.from({ length: 100_000 }, () => new Many())
  const all = rowsOf(classReport({ ask: false })).Many
  const exact = deepSize(many) - shallowSize(many)
  const sampled = rowsOf(classReport({ ask: false, sample: 1000 })).Many
  many = []
  await collected()
  const none = rowsOf(classReport({ ask: false })).Many

  const growths: ClassGrowth[][] = []
  const leaks: object[] = []
  const watch = watchClasses({ every: 20, onGrowth: (found) => void growths.push([...found]) })
  for (let i = 0; growths.length === 0 && i < 1000; i++) {
    leaks.push(new Leak())
    if (i % 10 === 0) gc?.()
    await turn(4)
  }
  watch.stop()
  const stopped = growths.length
  for (let i = 0; i < 20; i++) {
    leaks.push(new Leak())
    await turn(5)
  }
  process.stdout.write(
    JSON.stringify({ weights, before, after, later, since, all, exact, sampled, none, growths, isStopped: growths.length === stopped }),
  )
}
main()
