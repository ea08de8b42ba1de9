/** All that can be asked for a size, ours first. Those without `size` are there for their speed alone. */
import { serialize } from 'node:v8'
import objectSizeof from 'object-sizeof'
import sizeof from 'sizeof'
import { currentLayout, deepSize } from '../dist/esm/index.js'
import { bare, tuned } from './rivals/bare.mjs'
import { ghost } from './rivals/ghost.mjs'
import { ocache } from './rivals/ocache.mjs'

const probe = (value) => deepSize(value)
const model = (value) => deepSize(value, { by: 'model' })
const owned = (value) => deepSize(value, { by: 'model', assume: 'owned' })
const json = (value) => JSON.stringify(value).length
const serialized = (value) => serialize(value).length

// what the tables call memsize is the probe
if (!currentLayout().probe.on) throw new Error(`bench: the probe is off: ${currentLayout().probe.reason}`)

export const rivals = [
  { name: 'memsize', run: probe, size: probe },
  { name: 'memsize, model', run: model, size: model },
  { name: 'memsize, model, owned', run: owned, size: owned, treesOnly: true },
  { name: 'object-sizeof', run: objectSizeof, size: objectSizeof },
  { name: 'sizeof', run: sizeof.sizeof, size: sizeof.sizeof },
  { name: 'ocache', run: (value) => ocache(value), size: (value) => ocache(value) },
  { name: 'Ghost', run: (value) => ghost(value), size: (value) => ghost(value) },
  { name: 'JSON length', run: json, size: json },
  { name: 'v8.serialize', run: serialized, size: serialized },
  { name: 'structuredClone', run: structuredClone },
  { name: 'bare traversal', run: bare },
  { name: 'bare traversal, tuned', run: tuned },
]

export const runOf = (name) => rivals.find((rival) => rival.name === name).run
