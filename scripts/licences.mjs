/** The licences of packages whose code is bundled: they have to go with it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One text, of all packages that a bundle was made of. @param {string} folder @param {Record<string, unknown>} inputs esbuild's: files below the folder */
export function licencesOf(folder, inputs) {
  const packages = new Set(Object.keys(inputs).flatMap((input) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []))
  return [...packages]
    .sort()
    .map((name) => licenceOf(join(folder, name)))
    .join('\n\n')
}

/** @param {string} folder */
function licenceOf(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name))
  if (!file) throw new Error(`${name} has no license file: it cannot be bundled`)
  return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8')}`
}
