import { MemSize } from 'memsize'

/** Nobody takes its rule: a warning as soon as its module has run. */
export class Session {
  @MemSize.ignore('of the app') app = {}
  @MemSize.owned list = []
}
