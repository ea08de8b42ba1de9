export type { HeapGraph } from './graph/heap-graph.js'
export { type HTMLOptions, htmlChunks, toHTML } from './report/html/to-html.js'
