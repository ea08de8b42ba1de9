import { Session } from 'node:inspector'
import { fileURLToPath } from 'node:url'

/** A script that the engine has. */
export interface Script {
  /** A path where it has one, else its address; empty for what was never in a file. */
  readonly file: string
  /** Where in the file it begins, both from 0. */
  readonly line: number
  readonly column: number
  /** What it says of its source map; empty for nothing. */
  readonly sourceMap: string
  /** Undefined where the engine does not give it. */
  readonly text: string | undefined
}

interface ScriptParsed {
  readonly scriptId: string
  readonly url: string
  readonly startLine: number
  readonly startColumn: number
  readonly sourceMapURL?: string
}

/** The scripts of this thread by their numbers, those that are wanted and are still there. In one go: the inspector of a thread answers itself at once. */
export function readScripts(wanted: ReadonlySet<number>): Map<number, Script> {
  const found = new Map<number, Script>()
  if (wanted.size === 0) return found
  const parsed: ScriptParsed[] = []
  const session = new Session()
  try {
    session.connect()
    session.on('Debugger.scriptParsed', ({ params }) => void parsed.push(params as ScriptParsed))
    session.post('Debugger.enable')
    for (const script of parsed) {
      const id = Number(script.scriptId)
      if (wanted.has(id)) found.set(id, scriptOf(script, textOf(session, script.scriptId)))
    }
    session.post('Debugger.disable')
  } catch {
    // a Node without an inspector: files stay unknown
  } finally {
    session.disconnect()
  }
  return found
}

function textOf(session: Session, scriptId: string): string | undefined {
  let text: string | undefined
  session.post('Debugger.getScriptSource', { scriptId }, (_error, answer) => {
    text = answer?.scriptSource
  })
  return text
}

const scriptOf = ({ url, startLine, startColumn, sourceMapURL = '' }: ScriptParsed, text: string | undefined): Script => ({
  file: pathOf(url),
  line: startLine,
  column: startColumn,
  sourceMap: sourceMapURL,
  text,
})

/** The path of a file: address, and any other text as it is. */
export function pathOf(url: string): string {
  if (!url.startsWith('file:')) return url
  try {
    return fileURLToPath(url)
  } catch {
    return url
  }
}

/** The lines of a text, for positions in characters. */
export class LineIndex {
  private readonly starts: number[] = [0]

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1)
  }

  /** Both from 0. */
  placeOf(position: number): [line: number, column: number] {
    let low = 0
    let high = this.starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.starts[middle] <= position) low = middle
      else high = middle - 1
    }
    return [low, position - this.starts[low]]
  }
}
