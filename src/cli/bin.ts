#!/usr/bin/env node
import { createRequire } from 'node:module'
import { run } from './run.js'

// a reader that has seen enough, as `head` has, is no error
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const { version } = createRequire(import.meta.url)('memsize/package.json')
process.exitCode = await run(process, version)
