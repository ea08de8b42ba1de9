import { execFileSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'

// In a process of its own: in a test worker a snapshot takes several times as long.
it('snapshotSizes tells what the engine says of a value, also of several at once', () => {
  const heap = pathToFileURL('dist/esm/heap.js').href
  const script = `
    import { snapshotSizes, takeHeapSnapshot } from ${JSON.stringify(heap)}
    const list = [{ f: 1.5 }, { f: 2.5 }]
    const sizes = await Promise.all([list, 'twelve bytes'.repeat(1), 7, new Array(100).fill('x'), globalThis].map((value) => snapshotSizes(value)))
    console.log(JSON.stringify([...sizes, (await takeHeapSnapshot()).nodeCount > 1000]))
  `
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  const found = JSON.parse(printed)
  expect(found).toEqual([
    // the hidden class of { f } goes with its last instance
    { shallow: 32 + 32, deep: 32 + 32 + 2 * (32 + 16), retained: expect.any(Number) },
    { shallow: 32, deep: 32, retained: 32 },
    { shallow: 0, deep: 0, retained: 0 },
    { shallow: 32 + 816, deep: 32 + 816, retained: 32 + 816 },
    // a realm's, and no value's
    { shallow: 0, deep: 0, retained: expect.any(Number) },
    true,
  ])
  expect(found[0].retained).toBeGreaterThan(found[0].deep)
})
