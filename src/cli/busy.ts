import { CommandError } from './host.js'

/** In ms: a program that has not answered by then is busy for long. */
export const busyAfter = 5000

/** `from`: which program. */
export const busyError = (from: string): CommandError =>
  new CommandError(
    `${from} is busy: it has not answered for ${busyAfter / 1000} seconds, as its main thread is in a loop or a synchronous call; try again when it is free, or start it by memsize run --at exit`,
  )
