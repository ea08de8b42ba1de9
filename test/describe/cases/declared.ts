import { MemSize } from 'memsize'

@MemSize()
class Row {
  @MemSize.ignore('of the table') declare table: object
  declare list: object[]

  constructor() {
    Object.assign(this, { table: { a: [1, 2, 3] }, list: [{ a: 1 }] })
  }
}

export const values = { row: new Row() }
