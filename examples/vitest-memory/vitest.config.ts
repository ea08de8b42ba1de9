import { defineConfig } from 'vitest/config'

// toLeak and toAllocateAtMost read the heap of a process: they run in a fork, and take a second or two.
export default defineConfig({ test: { pool: 'forks', include: ['*.test.ts'], testTimeout: 60_000 } })
