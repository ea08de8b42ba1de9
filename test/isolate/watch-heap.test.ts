import { execFileSync } from 'node:child_process'
import { describe, expect, test } from '@jest/globals'
import { watchHeap } from '../../src/isolate/watch-heap.js'
import { inEngine } from '../in-engines.js'

test.each(['node20', 'node24'])('a class that only grows is reported, with where it is held, on %s', async (engine) => {
  const growth = await inEngine<Record<string, unknown>>(engine, 'isolate/watch-heap-child.cjs')
  expect(growth).toMatchObject({ name: 'Leaked', path: 'global.registry.listeners[…]', times: 3 })
  expect(growth.countGrowth).toBeGreaterThan(0)
  expect(growth.growth).toBeGreaterThanOrEqual(1000)
})

test('it stops, and the program goes on, where a census fails', () => {
  const code = `const { watchHeap } = require('./dist/cjs/heap.js')
    const { heapProbe } = require('./dist/cjs/isolate/heap-probe.js')
    let warnings = 0
    process.on('warning', ({ name, message }) => {
      if (name !== 'MemSizeWarning') return
      warnings++
      console.log(message)
    })
    watchHeap({ every: 1, onGrowth() {} })
    heapProbe().heapOff = 'switched off: by a test'
    setTimeout(() => console.log(warnings), 300)`
  const text = execFileSync(process.execPath, ['-e', code], { encoding: 'utf8' })
  expect(text).toMatch(/^watchHeap\(\) has stopped: heapCensus\(\) cannot read the whole heap: switched off: by a test\..*\n1\n$/)
})

describe('options', () => {
  const onGrowth = () => {}
  test.each([
    [{ onGrowth }, /Expected `every` to be a number of milliseconds/],
    [{ every: 1000 }, /Expected `onGrowth` to be a function/],
    [{ every: 1000, onGrowth, times: 1 }, /Expected `times` to be a whole number from 2, got 1/],
    [{ every: 1000, onGrowth, least: '1 M' }, /Expected `least` in bytes, like 1024/],
    [{ every: 1000, onGrowth, often: true }, /Unknown option `often`/],
  ])('%o', (options, message) => {
    expect(() => watchHeap(options as never)).toThrow(message)
  })
})
