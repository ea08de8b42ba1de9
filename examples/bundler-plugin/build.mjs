// Builds a program with esbuild. The plugin of memsize-codegen writes src/order.memsize.ts before the build, and fails the build where it cannot.
import { build } from 'esbuild'
import { memsizeCodegen } from 'memsize-codegen/esbuild'

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['src/main.ts'],
  outfile: 'dist/main.mjs',
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  plugins: [memsizeCodegen({ project: import.meta.dirname })],
})
