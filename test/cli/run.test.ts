import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commands } from '../../src/cli/commands.js'
import type { Host } from '../../src/cli/host.js'
import { jsonFault } from '../../src/cli/json-fault.js'
import { run } from '../../src/cli/run.js'
import { measure } from '../../src/index.js'
import { textWidth } from '../../src/printable.js'

let folder: string
const file = (name: string, text: string | Buffer) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memsize-cli-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Given {
  readonly stdin?: string
  readonly columns?: number
  readonly isTTY?: boolean
  readonly env?: Host['env']
}

/** Runs a command with captured output. */
async function memsize(args: readonly string[], { stdin = '', columns, isTTY = false, env = {} }: Given = {}) {
  let [stdout, stderr] = ['', '']
  const code = await run(
    {
      argv: ['node', 'memsize', ...args],
      env,
      stdin: (async function* () {
        const bytes = Buffer.from(stdin)
        for (let i = 0; i < bytes.length; i += 7) yield bytes.subarray(i, i + 7)
      })(),
      stdout: { write: (text) => void (stdout += text), isTTY, columns },
      stderr: { write: (text) => void (stderr += text) },
    },
    '1.2.3',
  )
  return { code, stdout, stderr }
}

const document = JSON.stringify({
  users: Array.from({ length: 200 }, (_, id) => ({ id, name: `user ${id}`, tags: ['one', 'another'] })),
  text: 'x'.repeat(5000),
})

describe('memsize of', () => {
  test('says what a document takes, and where', async () => {
    const { code, stdout, stderr } = await memsize(['of', file('users.json', document)])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^ {2}Text {5}15\.\d kB$/m)
    expect(stdout).toMatch(/^ {2}Memory {3}\d\d\.\d kB {2}\d\.\d × the text$/m)
    expect(stdout).toMatch(/^ {2}Objects {6}605$/m)
    expect(stdout).toMatch(/^ {2}Engine {3}Node \d\d \(V8 /m)
    expect(stdout).toContain('├─ .users  Array')
    expect(stdout).toContain('│  ├─ [*]  200 × Object')
    expect(stdout).toContain('└─ .text  string')
    expect(stdout).toMatch(/SHARE {2}OBJECTS {2}CLASS\n/)
    expect(stdout).toMatch(/ 201 {2}Object$/m)
    expect(stdout).not.toContain('\u001b')
  })

  test('--json prints one document', async () => {
    const name = file('users.json', document)
    const { stdout } = await memsize(['of', '--json', '--layout', 'chromium', '--depth', '2', name])
    const report = JSON.parse(stdout)
    expect(Object.keys(report)).toEqual(['file', 'textBytes', 'layout', 'measurement', 'tree', 'classes'])
    expect(report).toMatchObject({ file: name, textBytes: document.length, layout: { name: 'chromium' } })
    expect(report.tree.retained).toBe(report.measurement.bytes)
    expect(report.tree.children.find((child: { name: string }) => child.name === '.users').children).toMatchObject([
      { name: '[*]', objects: 200 },
      { name: '[*].tags[*]', objects: 2 },
    ])
    expect(report.classes.reduce((sum: number, row: { bytes: number }) => sum + row.bytes, 0)).toBe(report.measurement.bytes)
  })

  test('the size is that of measure()', async () => {
    const { stdout } = await memsize(['of', '--json', file('users.json', document)])
    const { opaque, ...figures } = measure(JSON.parse(document))
    expect(JSON.parse(stdout).measurement).toEqual({ ...figures, opaque })
  })

  test('reads standard input, and a byte order mark', async () => {
    const { code, stdout } = await memsize(['of', '-'], { stdin: `\ufeff{ "name": "Zoë", "list": [1.5, 2.5] }` })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ {2}standard input\n/)
    expect(stdout).toContain('.list')
  })

  const small = ['1', '1.5', 'null', '"text"', '[]', '{}'].map((text) => [text, text])
  test.each([...small, ['[[[...]]]', `${'['.repeat(50_000)}${']'.repeat(50_000)}`]])('%s is a document', async (_name, stdin) => {
    const { code, stdout } = await memsize(['of', '-'], { stdin })
    expect(code).toBe(0)
    expect(stdout).toContain('100%')
    expect(stdout).not.toMatch(/NaN|undefined/)
  })

  test('fits the terminal; coloured there only, and not with NO_COLOR', async () => {
    const name = file('users.json', document)
    for (const columns of [60, 80, 120]) {
      const { stdout } = await memsize(['of', name], { columns, isTTY: true })
      expect(stdout).toContain('\u001b[')
      for (const line of stdout.replace(/\u001b\[\d+m/g, '').split('\n'))
        if (line !== `  ${name}`) expect(textWidth(line)).toBeLessThanOrEqual(columns)
    }
    expect((await memsize(['of', name], { isTTY: true, env: { NO_COLOR: '1' } })).stdout).not.toContain('\u001b')
    expect((await memsize(['of', name], { isTTY: true, env: { TERM: 'dumb' } })).stdout).not.toContain('\u001b')
  })

  test('--rows and --depth', async () => {
    const name = file('users.json', document)
    const drawn = (stdout: string) => stdout.split('\n\n')[2].split('\n').slice(1)
    expect(drawn((await memsize(['of', name, '--rows', '2'])).stdout)).toHaveLength(1)
    expect(drawn((await memsize(['of', name, '--depth', '1'])).stdout)).toHaveLength(3)
    expect(drawn((await memsize(['of', name, '--depth', '0'])).stdout)).toHaveLength(1)
  })

  test('text of the file is printed harmlessly', async () => {
    const evil = '\u001b]0;title\u0007\u001b[2J\u009b31m\u202e'
    const name = file('evil.json', JSON.stringify({ [evil]: { [`${evil} again`]: evil.repeat(20) } }))
    const { stdout } = await memsize(['of', name])
    expect(stdout).toContain('\\u001b')
    for (const output of [stdout, (await memsize(['of', `${evil}.json`])).stderr, (await memsize(['of', name, evil])).stderr]) {
      expect(output.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    }
  })
})

describe('bad input: one line, exit code 1', () => {
  const cases: [name: string, text: string | Buffer, message: string][] = [
    ['empty.json', '', ': empty; expected a JSON document'],
    ['spaces.json', ' \n ', ': empty; expected a JSON document'],
    ['truncated.json', '{\n  "list": [1, 2', ':2:16: the text ends here, expected "," or "]"; is it cut off?'],
    ['cut-string.json', '{\n  "a": "some te', ':2:8: the text ends inside the string that starts here; is it cut off?'],
    ['text.json', 'hello', ':1:1: expected a value, got "h"'],
    ['html.json', '<!doctype html>', ':1:1: expected a value, got "<"'],
    ['comma.json', '[1,\n2,\n]', ':3:1: expected a value, got "]"'],
    ['quotes.json', "{ 'a': 1 }", ':1:3: expected a key in double quotes or "}", got "\'"'],
    ['lines.json', '{ "a": 1 }\n{ "a": 2 }\n', ':2:1: expected the end of the document, got "{"; JSON Lines are not one document'],
    ['escape.json', '["\\x"]', ':1:3: an unknown escape sequence'],
    ['control.json', '["a\n"]', ':1:4: a string cannot hold a line break as it is; a closing quote may be missing'],
    ['number.json', '[01]', ':1:2: expected a value, got "0"'],
    ['utf16.json', Buffer.from('\ufeff{"a":1}', 'utf16le'), ': not UTF-8 text, so not JSON'],
  ]

  test.each(cases)('%s', async (name, text, message) => {
    const path = file(name, text)
    expect(await memsize(['of', path])).toEqual({ code: 1, stdout: '', stderr: `memsize: ${path}${message}\n` })
  })

  test('a missing file, a directory, a file that may not be read', async () => {
    const path = join(folder, 'missing.json')
    expect(await memsize(['of', path])).toEqual({ code: 1, stdout: '', stderr: `memsize: ${path}: no such file\n` })
    expect(await memsize(['of', folder])).toEqual({ code: 1, stdout: '', stderr: `memsize: ${folder}: a directory; give a JSON file\n` })
    const secret = file('secret.json', '1')
    chmodSync(secret, 0)
    // root may read it all the same
    if (process.getuid?.() !== 0) expect((await memsize(['of', secret])).stderr).toBe(`memsize: ${secret}: no permission to read it\n`)
  })

  test('more text than a string can hold', async () => {
    const path = file('large.json', '')
    truncateSync(path, 2 ** 31)
    const { code, stderr } = await memsize(['of', path])
    expect(code).toBe(1)
    expect(stderr).toMatch(/large\.json: 2\.15 GB of text, and JSON\.parse takes at most 5\d\d MB, .*\n$/)
  })

  test('faults are found where JSON.parse finds any, and nowhere else', () => {
    const parts = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"\\u00e9\\n"',
      '1',
      '-0.5e+3',
      'true',
      'null',
      ' ',
      '\n',
      'x',
      '"',
      '\\',
      '01',
      '1.',
      '-',
    ]
    let state = 12345
    const below = (n: number) => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
      return (state >>> 8) % n
    }
    let good = 0
    for (let i = 0; i < 60_000; i++) {
      const text = Array.from({ length: 1 + below(7) }, () => parts[below(parts.length)]).join('')
      let isJson = true
      try {
        JSON.parse(text)
        good++
      } catch {
        isJson = false
      }
      if ((jsonFault(text) === undefined) !== isJson)
        throw new Error(`${JSON.stringify(text)} is ${isJson ? '' : 'no '}JSON: ${JSON.stringify(jsonFault(text))}`)
    }
    expect(good).toBeGreaterThan(1000)
  })

  test('a long string has room', () => {
    expect(jsonFault(`["${'x'.repeat(5e6)}", "${'\\n'.repeat(1e6)}"`)?.at).toBe(7_000_007)
    expect(jsonFault(`${'['.repeat(1e6)}`)?.at).toBe(1e6)
  })
})

describe('usage', () => {
  test.each([
    [['of'], "missing required argument 'file'"],
    [['of', 'a', 'b'], "too many arguments for 'of'. Expected 1 argument but got 2."],
    [['of', 'a', '--row', '3'], "unknown option '--row' (Did you mean --rows?)"],
    [['of', 'a', '--rows', '0'], "option '--rows <n>' argument '0' is invalid. Expected a whole number, 1 or more."],
    [['of', 'a', '--depth', 'deep'], "option '--depth <n>' argument 'deep' is invalid. Expected a whole number, 0 or more."],
    [['of', 'a', '--layout', 'netscape'], expect.stringContaining('expected one of node20, ')],
    [['off'], "unknown command 'off' (Did you mean of?)"],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await memsize(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr.replace(/^memsize: (.*)\n$/, '$1')).toEqual(message)
  })

  test('help and version', async () => {
    expect(await memsize(['--version'])).toEqual({ code: 0, stdout: '1.2.3\n', stderr: '' })
    for (const args of [['--help'], ['of', '--help'], ...commands.map(({ name }) => ['help', name])]) {
      const { code, stdout, stderr } = await memsize(args)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toContain('Exit codes:')
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    }
    const nothing = await memsize([])
    expect({ code: nothing.code, stdout: nothing.stdout }).toEqual({ code: 2, stdout: '' })
    expect(nothing.stderr).toContain('Usage: memsize')
  })
})

describe('the built command', () => {
  const { bin, devDependencies, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  const built = (args: string[], input = '') => spawnSync(process.execPath, [bin.memsize, ...args], { encoding: 'utf8', input })

  test('exit codes', () => {
    expect(built(['of', '-'], '{"a":1}')).toMatchObject({ status: 0, stderr: '' })
    expect(built(['of', '-'], '{"a":')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^memsize: standard input:1:6: .*\n$/),
    })
    expect(built(['of', 'no such file'])).toMatchObject({ status: 1, stdout: '', stderr: 'memsize: no such file: no such file\n' })
    expect(built(['frobnicate'])).toMatchObject({ status: 2, stdout: '' })
    expect(built(['--version']).stdout).toBe(`${JSON.parse(readFileSync('package.json', 'utf8')).version}\n`)
  })

  test('brings what it needs, with the licenses', () => {
    expect(dependencies).toBeUndefined()
    const licenses = readFileSync(join(bin.memsize, '../third-party-licenses.txt'), 'utf8')
    for (const name of ['commander', 'picocolors', 'ws']) expect(licenses).toContain(`${name} ${devDependencies[name]}\n`)
    expect(licenses.match(/Permission (is hereby granted|to use)/g)).toHaveLength(3)
    expect(readFileSync(bin.memsize, 'utf8')).not.toMatch(/from ["'](commander|picocolors)/)
  })

  test('a reader that leaves early is no error', () => {
    const command = `"${process.execPath}" ${bin.memsize} of --json - | head -c 1`
    const input = JSON.stringify(Array.from({ length: 3000 }, (_, i) => ({ [`k${i}`]: i })))
    expect(spawnSync('bash', ['-o', 'pipefail', '-c', command], { encoding: 'utf8', input })).toMatchObject({ status: 0, stderr: '' })
  })
})
