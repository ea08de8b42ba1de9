// What the rest of memsize/profile says, as JSON: labels over asynchronous steps, weighDrop, what comes and goes, source maps.
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { deepSize } = require('../../dist/cjs/index.js')
const { profile, weighDrop, withLabels } = require('../../dist/cjs/profile.js')

/** A busy machine is steady later. */
const patient = { most: 200 }

let sink
function allocate(n) {
  for (let i = 0; i < n; i++) sink = { a: i, b: i, c: [i] }
}
async function request(n) {
  allocate(n)
  await null
  allocate(n)
  await new Promise((resolve) => setTimeout(resolve, 1))
  allocate(n)
  await new Promise(setImmediate)
  allocate(n)
}

async function labels() {
  const rounds = 40
  allocate(1e5)
  const { profile: found } = await profile(
    async () => {
      for (let round = 0; round < rounds; round++) {
        await Promise.all([
          withLabels({ route: 'a' }, () => request(1000)),
          withLabels({ route: 'b' }, () => withLabels({ tenant: 't' }, () => request(3000))),
          request(200),
        ])
      }
    },
    { interval: 2048 },
  )
  const each = deepSize({ a: 1, b: 1, c: [1] })
  const told = {}
  for (const site of found.sites) {
    if (site.function !== 'allocate') continue
    const label = Object.entries(site.labels).map(String).sort().join(' ')
    told[label] = (told[label] ?? 0) + site.total
  }
  const truth = { '': 200 * 4 * rounds * each, 'route,a': 1000 * 4 * rounds * each, 'route,b tenant,t': 3000 * 4 * rounds * each }
  return Object.fromEntries(Object.keys(truth).map((label) => [label, (told[label] ?? 0) / truth[label]]))
}

async function drops() {
  let list = Array.from({ length: 50_000 }, (_, i) => ({ i }))
  const bytes = deepSize(list)
  const heap = await weighDrop(() => (list = null), patient)
  let buffers = Array.from({ length: 100 }, () => Buffer.alloc(100_000))
  const outside = await weighDrop(() => (buffers = null), patient)
  let shared = Array.from({ length: 50_000 }, (_, i) => ({ i }))
  const other = shared
  const kept = await weighDrop(() => (shared = null), patient)
  return {
    ratio: heap.heap / bytes,
    external: outside.external,
    kept: kept.bytes,
    steady: heap.isSteady && outside.isSteady,
    other: other.length,
  }
}

async function mapped() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memsize-maps-'))
  const map = JSON.stringify({ version: 3, sources: ['src/original.ts'], names: [], mappings: 'AAAA;AAEI' })
  const lies = [
    '{',
    '{"version":3,"sources":[],"names":[],"mappings":"AAAA"}',
    JSON.stringify({ version: 3, sources: ['x'], names: [], mappings: '!!!!' }),
    '[]',
  ]
  const files = [
    ['good', `data:application/json;base64,${Buffer.from(map).toString('base64')}`],
    ['gone', 'nowhere.js.map'],
    ...lies.map((lie, i) => [`lie${i}`, `data:application/json,${encodeURIComponent(lie)}`]),
  ]
  const calls = files.map(([name, url]) => {
    const file = path.join(folder, `${name}.js`)
    fs.writeFileSync(
      file,
      `exports.kept = []\n    exports.run = function ${name}(n) { for (let i = 0; i < n; i++) exports.kept.push({ i }) }\n//# sourceMappingURL=${url}\n`,
    )
    return require(file)
  })
  const { profile: found } = await profile(
    () => {
      for (const { run } of calls) run(2000)
    },
    { interval: 512 },
  )
  const places = {}
  for (const [name] of files) {
    const site = found.sites.find((one) => one.function === name)
    places[name] = site && `${path.relative(fs.realpathSync(folder), site.file)}:${site.line}`
  }
  fs.rmSync(folder, { recursive: true })
  return places
}

async function main() {
  console.log(JSON.stringify({ labels: await labels(), drops: await drops(), mapped: await mapped() }))
}
main()
