import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { enginePath } from '../scripts/engines.mjs'
import { nodes } from './in-engines.js'

// Each program of examples/ ends with a comment of what it prints.
const examples = readdirSync('examples').filter((file) => file.endsWith('.mjs'))

test.each(nodes.flatMap((node) => examples.map((file) => [node, file] as const)))(
  'on %s examples/%s prints what it says',
  async (node, file) => {
    const path = join('examples', file)
    const [, prints] = readFileSync(path, 'utf8').split('\n// prints:\n')
    expect(prints).toMatch(/^\/\/ ./)
    const { stdout } = await promisify(execFile)(enginePath(node), [path])
    expect(stdout).toBe(prints.replace(/^\/\/ /gm, ''))
  },
)
