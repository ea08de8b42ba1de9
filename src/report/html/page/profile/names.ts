import type { ProfileDocument } from '../../profile-document.js'

/** What frames are called. */
export class FrameNames {
  private readonly document: ProfileDocument

  constructor(document: ProfileDocument) {
    this.document = document
  }

  nameOf(frame: number): string {
    return this.document.strings[this.document.frames[4 * frame]]
  }

  /** `app.js:12:5`, with its folders; empty where there is none. */
  placeOf(frame: number): string {
    const { strings, frames } = this.document
    const [file, line, column] = [strings[frames[4 * frame + 1]], frames[4 * frame + 2], frames[4 * frame + 3]]
    return file === '' ? '' : `${file}${line > 0 ? `:${line}` : ''}${column > 0 ? `:${column}` : ''}`
  }

  /** A number of its own for each file: for colours. */
  fileOf(frame: number): number {
    return this.document.frames[4 * frame + 1]
  }

  isEngine(frame: number): boolean {
    const file = this.document.strings[this.fileOf(frame)]
    return file === '' || file.startsWith('node:')
  }

  /** By frame: whether its name or its place has the text. */
  matching(query: string): Uint8Array | undefined {
    const wanted = query.trim().toLowerCase()
    if (wanted === '') return undefined
    const found = new Uint8Array(this.document.frames.length / 4)
    for (let frame = 1; frame < found.length; frame++) {
      if (`${this.nameOf(frame)} ${this.placeOf(frame)}`.toLowerCase().includes(wanted)) found[frame] = 1
    }
    return found
  }
}
