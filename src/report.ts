export { type ClassReportOptions, classReport } from './report/class-report.js'
export { ClassReport, type ClassReportRow, type ClassReportText, type IgnoredField } from './report/class-rows.js'
export { type ClassGrowth, type ClassWatch, type WatchOptions, watchClasses } from './report/watch-classes.js'
