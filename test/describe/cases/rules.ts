import { MemSize } from 'memsize'

class Catalogue {
  readonly titles = ['Emma', 'Persuasion']
}
class Handle {
  readonly byteLength = 4096
}
class Pool {
  readonly free = new Array(100).fill(0)
}
const pool = new Pool()
const catalogue = new Catalogue()

@MemSize()
class Session {
  id = 0
  name = 'nobody'
  @MemSize.owned buffer = new Float64Array(1024)
  @MemSize.shared catalogue!: Catalogue
  @MemSize.ignore('belongs to the pool') pool?: Pool
  @MemSize.sizedBy((handle: Handle) => handle.byteLength) handle?: Handle
  @MemSize.field half = 0.5
  rest = { of: ['it'] }
}

/** Fields whose names are no identifiers. */
@MemSize()
class Named {
  @MemSize.ignore('by a string') 'with space' = { a: 1 }
  @MemSize.ignore('by a number') 7 = { b: 1 }
  rest = { c: 1 }
}

function session(): Session {
  const made = new Session()
  made.catalogue = catalogue
  made.pool = pool
  made.handle = new Handle()
  return made
}

export const values = { session: session(), empty: new Session(), named: new Named() }
