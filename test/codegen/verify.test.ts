import { readdirSync, rmSync } from 'node:fs'
import { codegen, newFolder, write } from './cases.js'

// One run that has both verdicts; verify.engines has the rest.

test('samples are compared with the engine, and a fault is blamed on its field', () => {
  const folder = newFolder()
  try {
    write(folder, {
      'tsconfig.json': JSON.stringify({ compilerOptions: { module: 'nodenext', target: 'es2022', strict: true, types: [] } }),
      'package.json': '{ "type": "module" }',
      'user.ts': '/** @memsize */\nexport interface User {\n  id: number\n  /** @owned */\n  tags: string[]\n  others?: string[][]\n}\n',
      'samples.ts': `import type { User } from './user.js'
const tags = ['a tag', 'another']
export const right: User = { id: 1, tags: ['one tag'] }
export const wrong: User = { id: 2, tags, others: [tags] }
`,
    })
    const { code, out, err } = codegen(folder, '--verify', 'samples.ts')
    expect(code).toBe(1)
    expect(out).toMatch(/^right: as the engine has it, 3 objects, \d+ bytes\n$/)
    expect(err).toMatch(
      /^user\.ts:5:3: expected \d+ bytes at wrong\.tags \(Array\), as the engine has it, got \d+: something else refers to it too\. /,
    )
    expect(readdirSync(folder).sort()).toEqual(['package.json', 'samples.ts', 'tsconfig.json', 'user.ts'])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
