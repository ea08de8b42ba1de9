/**
 * V8's types of nodes, as it numbers them in heap snapshots.
 * https://chromium.googlesource.com/v8/v8/+/main/include/v8-profiler.h, HeapGraphNode::Type
 */
export const v8NodeTypes: readonly string[] = [
  'hidden',
  'array',
  'string',
  'object',
  'code',
  'closure',
  'regexp',
  'number',
  'native',
  'synthetic',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'object shape',
  'wasm object',
]

/** V8's types of edges, as it numbers them: HeapGraphEdge::Type, in the same file. */
export const v8EdgeTypes: readonly string[] = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak']
