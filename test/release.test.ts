import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packages, withRepository } from '../scripts/repository.mjs'

const manifests = packages.map((folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
const [memsize, codegen] = manifests

test('both packages can be published, with one version', () => {
  for (const manifest of manifests) {
    expect(manifest.private).toBeUndefined()
    expect(manifest.version).toBe(memsize.version)
  }
  expect(codegen.peerDependencies.memsize).toBe(memsize.version)
})

test('the changelog has a section for the version', () => {
  expect(readFileSync('CHANGELOG.md', 'utf8')).toContain(`\n## [${memsize.version}] - `)
})

test('the release workflow says where the project lives', () => {
  const url = 'https://github.com/owner/name'
  expect(withRepository({ name: 'memsize' }, url, '.')).toEqual({
    name: 'memsize',
    repository: { type: 'git', url: 'git+https://github.com/owner/name.git' },
    homepage: 'https://github.com/owner/name#readme',
    bugs: { url: 'https://github.com/owner/name/issues' },
  })
  expect(withRepository({}, url, 'codegen').repository).toHaveProperty('directory', 'codegen')
  expect(() => withRepository({}, '', '.')).toThrow('like https://github.com/owner/name, got ')
})
