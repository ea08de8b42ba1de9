/**
 * node scripts/repository.mjs https://github.com/owner/name: writes `repository`, `homepage` and `bugs` into both packages. The release workflow calls it with
 * its own repository, because npm refuses provenance where `repository` is another. Nothing else knows where the project lives.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The packages, by their folder in the repository. */
export const packages = ['.', 'codegen']

/**
 * A package's manifest with the three fields.
 * @param {object} manifest @param {string} url of the repository @param {string} directory of the package in it
 */
export function withRepository(manifest, url, directory) {
  if (!/^https:\/\/[^/\s]+\/[^/\s]+\/[^/\s]+$/.test(url))
    throw new Error(`Expected the address of a repository, like https://github.com/owner/name, got ${url}`)
  const inside = directory === '.' ? {} : { directory }
  return {
    ...manifest,
    repository: { type: 'git', url: `git+${url}.git`, ...inside },
    homepage: directory === '.' ? `${url}#readme` : `${url}/tree/main/${directory}#readme`,
    bugs: { url: `${url}/issues` },
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const directory of packages) {
    const path = fileURLToPath(new URL(`../${directory}/package.json`, import.meta.url))
    const manifest = withRepository(JSON.parse(readFileSync(path, 'utf8')), process.argv[2] ?? '', directory)
    writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`)
  }
}
