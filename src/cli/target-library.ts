import { libraryFile, notOnDisk } from '../probe/library-file.js'
import { CommandError } from './host.js'
import type { InspectorSession } from './inspector-session.js'

interface Evaluated {
  readonly result: { readonly value?: unknown }
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } }
}

/** This library in another process: loaded there from where this command is installed, so that nothing has to be installed in it. */
export class TargetLibrary {
  /** Where it is loaded from. */
  readonly file: string
  private readonly session: InspectorSession
  private readonly from: string

  /** @param from how messages call the process */
  constructor(session: InspectorSession, from: string) {
    const file = libraryFile('../../cjs/heap.js')
    if (file === undefined) throw new CommandError(notOnDisk)
    this.file = file
    this.session = session
    this.from = from
  }

  /** What a function of `memsize/heap` gives there, called with what JSON can say. */
  async call(name: string, ...given: unknown[]): Promise<unknown> {
    const file = JSON.stringify(this.file)
    const called = `heap[${JSON.stringify(name)}](${given.map((one) => JSON.stringify(one)).join(', ')})`
    // no `require` is there in an ES module
    const expression = `(async () => {
      const heap = process.getBuiltinModule('node:module').createRequire(${file})(${file})
      return JSON.stringify(await ${called})
    })()`
    const answer = (await this.session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })) as Evaluated
    const { exceptionDetails: problem, result } = answer
    if (problem !== undefined) throw new CommandError(`${this.from}: ${problem.exception?.description?.split('\n')[0] ?? problem.text}`)
    return JSON.parse(String(result.value))
  }
}
