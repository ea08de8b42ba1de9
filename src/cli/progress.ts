import { formatBytes } from '../bytes.js'
import { shorten } from '../printable.js'
import { type Host, isTerminal } from './host.js'

/** One line on standard error that says how far something is. It shows after a second, on a terminal only, and is gone at the end. */
export interface Progress {
  /** Bytes; without `total` where it is not known. */
  show(title: string, bytes?: number, total?: number): void
  /** Erases the line; it comes back with the next `show`. */
  end(): void
}

/** In ms. */
const patience = 1000
const betweenDraws = 100
const barWidth = 24

export function progressOf({ stderr, env }: Host): Progress {
  if (!isTerminal(stderr, env)) return { show() {}, end() {} }
  let line = ''
  let isDrawn = false
  let timer: NodeJS.Timeout | undefined
  let nextDraw = 0
  const draw = () => {
    nextDraw = performance.now() + betweenDraws
    isDrawn = true
    // a terminal without a size says 0
    const width = stderr.columns || 80
    // back to the start, and erase what is behind the cursor: a line that is too long would leave its first part standing
    stderr.write(`\r\u001b[K${shorten(line, width - 1)}`)
  }
  return {
    show(title, bytes, total) {
      line = lineOf(title, bytes, total)
      if (timer === undefined) {
        nextDraw = performance.now() + patience
        // where nothing more is said: then what was said last
        timer = setTimeout(draw, patience).unref()
      } else if (performance.now() >= nextDraw) draw()
    },
    end() {
      clearTimeout(timer)
      timer = undefined
      if (isDrawn) stderr.write('\r\u001b[K')
      isDrawn = false
    },
  }
}

function lineOf(title: string, bytes: number | undefined, total: number | undefined): string {
  if (bytes === undefined) return `  ${title} …`
  if (!total) return `  ${title}  ${formatBytes(bytes)}`
  const part = Math.min(1, bytes / total)
  const done = Math.round(part * barWidth)
  return `  ${title}  ${'━'.repeat(done)}${'─'.repeat(barWidth - done)}  ${Math.floor(part * 100)}% of ${formatBytes(total)}`
}
