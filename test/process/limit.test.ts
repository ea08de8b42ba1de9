import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { memoryLimit } from '../../src/process/limit.js'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'memsize-limit-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (files: Readonly<Record<string, string>>) => {
  for (const [name, text] of Object.entries(files)) {
    const file = join(root, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}
const GB = 1e9

test('cgroup v2: the least limit on the way up, with what is used of it', () => {
  write({
    'proc/self/cgroup': '0::/app/web\n',
    'sys/fs/cgroup/app/web/memory.max': 'max\n',
    'sys/fs/cgroup/app/memory.max': '536870912\n',
    'sys/fs/cgroup/app/memory.current': '400000000\n',
    'sys/fs/cgroup/app/memory.stat': 'anon 1\nfile 2\ninactive_file 30000000\n',
    'sys/fs/cgroup/memory.max': '2000000000\n',
  })
  expect(memoryLimit(root, 16 * GB)).toEqual({ bytes: 536_870_912, by: 'cgroup v2', used: 400_000_000, inactiveFile: 30_000_000 })
})

test('in a container the path is the host’s, and the mount is the group', () => {
  write({ 'proc/self/cgroup': '0::/docker/0123\n', 'sys/fs/cgroup/memory.max': '268435456\n' })
  expect(memoryLimit(root, 16 * GB)).toEqual({ bytes: 268_435_456, by: 'cgroup v2' })
})

test('cgroup v1', () => {
  write({
    'proc/self/cgroup': '9:cpu,cpuacct:/x\n5:memory:/x\n0::/\n',
    'sys/fs/cgroup/memory/x/memory.limit_in_bytes': '1000000000\n',
    'sys/fs/cgroup/memory/x/memory.usage_in_bytes': '5000\n',
    'sys/fs/cgroup/memory/x/memory.stat': 'inactive_file 1\ntotal_inactive_file 7\n',
  })
  expect(memoryLimit(root, 16 * GB)).toEqual({ bytes: 1e9, by: 'cgroup v1', used: 5000, inactiveFile: 7 })
})

test.each([
  ['no /proc', {}],
  [
    'v1 says 2^63 less a page for none',
    { 'proc/self/cgroup': '5:memory:/\n', 'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n' },
  ],
  ['v2 says max', { 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/memory.max': 'max\n' }],
  ['more than the machine has', { 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/memory.max': '64000000000\n' }],
  ['nonsense', { 'proc/self/cgroup': 'hello\n0:\n\n0::/..\n', 'sys/fs/cgroup/memory.max': '-1\n' }],
])('none: %s', (_name, files) => {
  write(files)
  expect(memoryLimit(root, 16 * GB)).toBeUndefined()
})
