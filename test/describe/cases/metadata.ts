import { MemSize } from 'memsize'

/** A type that says nothing of what is there. */
type Handle = { size: number } | null

@MemSize()
class Session {
  @MemSize.field date: Date = 'no date' as never
  @MemSize.field list: string[] = 5 as never
  @MemSize.owned handle: Handle = null
}

export const values = { session: new Session() }
