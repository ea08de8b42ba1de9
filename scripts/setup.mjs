/** Before all tests: the engines and a fresh dist/, since tests run child processes on both. */
import { build, isStale } from './build.mjs'
import { fetchEngines } from './engines.mjs'

export default function setup() {
  fetchEngines()
  // Types are `npm run check`'s business: an error elsewhere should not stop the test one is working on.
  if (isStale()) build('--noCheck')
}
