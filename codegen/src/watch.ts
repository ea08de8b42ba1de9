import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import chokidar from 'chokidar'
import type { Generator } from './generate.js'
import type { Host } from './host.js'
import { changeLine, count, problemLines, shownFrom } from './messages.js'
import { apply } from './sync.js'

/** Editors write a file in several steps, and several files at once. Milliseconds. */
const quiet = 40

/** Writes what has to be written, now and after every change, until the process is interrupted: the watcher keeps it alive. */
export function watch(generator: Generator, host: Host): number {
  const { folder } = generator
  const shown = shownFrom(host.cwd(), folder)
  const changed = new Set<string>()
  /** What was written last, by path: that it changed is no news. */
  const written = new Map<string, string | undefined>()
  let timer: NodeJS.Timeout | undefined
  const write = () => {
    const paths = [...changed]
    changed.clear()
    try {
      const { problems, changes, plan } = generator.generate(paths)
      const found = problems.length > 0 ? problems : apply(changes, folder)
      for (const line of problemLines(found, shown)) host.stderr.write(`${line}\n`)
      if (found.length > 0) host.stdout.write(`${count(found.length, 'problem')}; nothing written, watching\n`)
      else {
        for (const change of changes) {
          written.set(join(folder, change.path), change.after)
          changed.add(join(folder, change.path))
          host.stdout.write(`${changeLine(change, shown)}\n`)
        }
        host.stdout.write(`${count(plan.files.length, 'file')} with marked types up to date, watching\n`)
      }
    } catch (error) {
      // a file may go while it is read; the next change finds it gone
      host.stderr.write(`expected a project that can be read, got ${(error as Error).message}. Save it again.\n`)
    }
  }
  const watcher = chokidar.watch(folder, { ignored: (path) => isIgnored(relative(folder, path)), ignoreInitial: true })
  watcher.on('all', (_event, path) => {
    if (!/\.[cm]?tsx?$|(^|[\\/])(tsconfig[^\\/]*|package)\.json$/.test(path)) return
    changed.add(path)
    if (written.has(path) && written.get(path) === textOf(path)) return
    clearTimeout(timer)
    timer = setTimeout(write, quiet)
  })
  watcher.on('error', (error) => void host.stderr.write(`expected a folder that can be watched, got ${(error as Error).message}.\n`))
  // what changes while the first is written must not be missed
  watcher.once('ready', write)
  const stop = () => {
    clearTimeout(timer)
    void watcher.close()
  }
  host.once('SIGINT', stop)
  host.once('SIGTERM', stop)
  return 0
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

const isIgnored = (path: string): boolean => /(^|[\\/])(node_modules|\.[^\\/.][^\\/]*)([\\/]|$)/.test(path) || /\.tmp$/.test(path)
