/**
 * Reports of decorated classes, and pages that show a heap.
 * @module memsize/report
 */
export type { HeapGraph } from './graph/heap-graph.js'
export { type ClassReportOptions, classReport } from './report/class-report.js'
export type { ClassReportRow, IgnoredField } from './report/class-report-row.js'
export { ClassReport, type ClassReportText } from './report/class-rows.js'
export { type HTMLOptions, htmlChunks, toHTML } from './report/html/to-html.js'
export { type ClassGrowth, type ClassWatch, type WatchOptions, watchClasses } from './report/watch-classes.js'
