export type { HeapGraph } from '../graph/heap-graph.js'
export { type HTMLOptions, htmlChunks, toHTML } from './html/to-html.js'
