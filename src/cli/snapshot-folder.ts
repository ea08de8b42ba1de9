import { mkdtemp, open, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, parse, resolve } from 'node:path'
import { CommandError } from './host.js'
import { notWritable } from './output-file.js'

/** Where snapshots lie until they are whole. */
export class SnapshotFolder {
  readonly path: string
  /** The file that is asked for. */
  readonly output: string | undefined
  private kept = 0

  private constructor(path: string, output: string | undefined) {
    this.path = path
    this.output = output
  }

  /** Beside the file that is asked for, so that a rename suffices; among the system's temporary files without one. */
  static async make(output: string | undefined): Promise<SnapshotFolder> {
    if (output === undefined) return new SnapshotFolder(await mkdtemp(join(tmpdir(), 'memsize-')), undefined)
    const isFolder = await stat(output).then(
      (stats) => stats.isDirectory(),
      () => false,
    )
    if (isFolder) throw new CommandError(`${output}: a directory; give a file to write`)
    const path = resolve(output)
    try {
      return new SnapshotFolder(await mkdtemp(join(dirname(path), `.${basename(path)}-`)), output)
    } catch (error) {
      throw notWritable(output, error)
    }
  }

  /** Moves a snapshot to the name it was asked for under, a later one beside it (`heap-2.heapsnapshot`). Gives where it lies now. */
  async keep(file: string): Promise<{ readonly path: string; readonly isKept: boolean }> {
    if (this.output === undefined) return { path: file, isKept: false }
    const { dir, name, ext } = parse(this.output)
    const path = ++this.kept === 1 ? this.output : join(dir, `${name}-${this.kept}${ext}`)
    try {
      await rename(file, path)
    } catch (error) {
      throw notWritable(path, error)
    }
    return { path, isKept: true }
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true })
  }
}

/** Whether a snapshot was written to its end: V8 closes it with `]}`, and some versions of Node with a line break. */
export async function isWhole(file: string): Promise<boolean> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, Math.max(0, size - 8))
    return buffer.toString('latin1', 0, bytesRead).trimEnd().endsWith(']}')
  } finally {
    await handle.close()
  }
}
