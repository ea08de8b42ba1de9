/** Before all tests, once: the engines, a fresh dist/ and a fresh probe, since tests run child processes on them. */
import { build, isStale } from './build.mjs'
import { buildCodegen } from './codegen.mjs'
import { fetchEngines } from './engines.mjs'
import { buildNative } from './native.mjs'

export default function setup() {
  const isThorough = process.env.MEMSIZE_TESTS === 'engines'
  fetchEngines(['node20', 'node24', ...(isThorough ? ['node22', 'node26'] : [])])
  // Types are `npm run check`'s business: an error elsewhere should not stop the test one is working on.
  if (isStale()) build('--noCheck')
  buildNative()
  buildCodegen()
}
