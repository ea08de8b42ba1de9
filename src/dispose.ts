/// <reference lib="esnext.disposable" preserve="true" />

/** The key of what ends at the end of a block (`using`): Node 20 has it, browsers that have none get the key compilers use. */
export const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose')
