import { describeMemory, type Meter } from '../../src/index.js'

/** Its description calls a part of it shared. */
export class Page {
  readonly config: object
  readonly rows: object[]

  constructor(config: object, rows: object[]) {
    this.config = config
    this.rows = rows
  }

  [describeMemory](meter: Meter) {
    meter.shared('config', this.config)
    meter.value('rows', this.rows)
  }
}
