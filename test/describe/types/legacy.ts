import { MemSize } from 'memsize'

@MemSize()
export class Row {
  @MemSize.ignore('of the table') declare table: object
  // @ts-expect-error of a field, which does not see assignments
  @MemSize.cached list = []

  // @ts-expect-error of a parameter
  constructor(@MemSize.owned readonly parts: object[]) {}
}
