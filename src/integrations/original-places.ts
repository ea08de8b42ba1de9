import { readFileSync } from 'node:fs'
import type { Debugger, Session } from 'node:inspector'
import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

/** A place in a script, as the engine has it: lines and columns from 0. */
export interface Place {
  readonly scriptId: string
  readonly url: string
  readonly lineNumber: number
  readonly columnNumber: number
}

/** A place in what somebody wrote: the line from 1. */
export interface OriginalPlace {
  readonly file: string
  readonly line: number
}

/**
 * Finds out where the places of compiled scripts come from, by the source maps that the scripts name: Jest, Vitest and most compilers put them into the code.
 * A script without one is what somebody wrote. Asks the engine once for all scripts, which takes some ms for a thousand.
 */
export class OriginalPlaces {
  private readonly mapUrls = new Map<string, string>()
  private readonly maps = new Map<string, SourceMap | undefined>()

  constructor(session: Session) {
    const note = ({ params }: { params: Debugger.ScriptParsedEventDataType }): void => {
      if (params.sourceMapURL) this.mapUrls.set(params.scriptId, params.sourceMapURL)
    }
    session.on('Debugger.scriptParsed', note)
    // it reports all scripts there are before it returns
    session.post('Debugger.enable', () => {})
    session.off('Debugger.scriptParsed', note)
    session.post('Debugger.disable', () => {})
  }

  of({ scriptId, url, lineNumber, columnNumber }: Place): OriginalPlace {
    const entry = this.mapOf(scriptId, url)?.findEntry(lineNumber, columnNumber)
    if (entry !== undefined && 'originalSource' in entry && typeof entry.originalSource === 'string')
      return { file: baseName(entry.originalSource), line: entry.originalLine + 1 }
    return { file: baseName(url), line: lineNumber + 1 }
  }

  private mapOf(scriptId: string, url: string): SourceMap | undefined {
    if (!this.maps.has(scriptId)) this.maps.set(scriptId, readMap(this.mapUrls.get(scriptId), url))
    return this.maps.get(scriptId)
  }
}

const baseName = (url: string): string => url.slice(Math.max(url.lastIndexOf('/'), url.lastIndexOf('\\')) + 1)

const inline = /^data:application\/json[^,]*?(;base64)?,/

/** Undefined where there is none, or none that can be read. */
function readMap(mapUrl: string | undefined, url: string): SourceMap | undefined {
  if (mapUrl === undefined) return undefined
  try {
    const data = inline.exec(mapUrl)
    if (data === null) {
      const script = url.startsWith('file:') ? url : new URL(`file://${url}`).href
      return new SourceMap(JSON.parse(readFileSync(fileURLToPath(new URL(mapUrl, script)), 'utf8')))
    }
    const text = mapUrl.slice(data[0].length)
    return new SourceMap(JSON.parse(data[1] ? Buffer.from(text, 'base64').toString('utf8') : decodeURIComponent(text)))
  } catch {
    return undefined
  }
}
