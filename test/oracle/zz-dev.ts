export * from './suite.js'
export { truths } from './engine.js'
export { jsonDocumentSize } from '../../src/layout/json.js'
export { readOnlyNames } from './read-only-strings.js'
