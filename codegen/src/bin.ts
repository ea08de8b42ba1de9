#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { run } from './run.js'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
process.exitCode = run(process, version)
