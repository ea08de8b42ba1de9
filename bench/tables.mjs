import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** @param {string[]} head @param {string[][]} rows */
export function markdown(head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)))
  const line = (/** @type {string[]} */ row) =>
    `| ${row.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join(' | ')} |`
  const rule = `| ${widths.map((width, column) => (column ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

/** Three digits at most, and no more than two decimals: `0.04`, `1.80`, `13`, `0`. @param {number} number */
export function ratio(number) {
  if (!Number.isFinite(number)) return Number.isNaN(number) ? 'error' : '∞'
  if (number >= 10) return String(Math.round(number))
  return number === 0 ? '0' : number.toFixed(2)
}

/** Whether a ratio keeps to its target, in words. @param {string} what @param {number} number @param {number} target */
export function verdict(what, number, target) {
  const outcome = number <= target ? 'reached' : `missed by ${Math.ceil((number / target - 1) * 100)} %`
  return `${what}: ${number.toFixed(2)}, target ${target.toFixed(2)}: ${outcome}`
}

/**
 * Writes a table between `<!-- marker -->` and `<!-- /marker -->`, on the page of docs/ that has these markers. Gives the page's path below docs/, and
 * undefined where there is none.
 * @param {string} marker @param {string} table
 */
export function writeTable(marker, table) {
  const open = `<!-- ${marker} -->`
  const close = `<!-- /${marker} -->`
  const docs = new URL('../docs/', import.meta.url)
  for (const name of readdirSync(docs)) {
    if (!name.endsWith('.md')) continue
    const path = new URL(name, docs)
    const text = readFileSync(path, 'utf8')
    const from = text.indexOf(open)
    const to = text.indexOf(close, from)
    if (from < 0 || to < 0) continue
    writeFileSync(path, `${text.slice(0, from + open.length)}\n${table}\n${text.slice(to)}`)
    return name
  }
  return undefined
}
