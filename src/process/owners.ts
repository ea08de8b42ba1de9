/** Who a mapping belongs to. The order is that of native/process.h. */
export const owners = [
  'main stack',
  'kernel',
  'code',
  'builtins',
  'executable',
  'libraries',
  'addons',
  'files',
  'shared memory',
  'io_uring',
  'V8 pages',
  'V8 read-only',
  'V8 pooled',
  'V8 tables',
  'malloc heap',
  'malloc arenas',
  'malloc mapped',
  'malloc by elimination',
  'WebAssembly',
  'reservations',
  'thread stacks',
  'Abseil',
  'unknown',
] as const

export type Owner = (typeof owners)[number]
