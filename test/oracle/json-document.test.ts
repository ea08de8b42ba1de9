import { layouts } from '../../src/layout/engines.js'
import { JsonShapes, jsonDocumentSize } from './json-document.js'

// That the sizes are right, test/oracle/builders/json.ts shows.

const refused: [text: string, message: string][] = [
  ['', 'Expected a value at character 0 of a JSON document, got the end of the text'],
  ['[1,]', 'Expected a value at character 3 of a JSON document, got "]"'],
  ['[1 2]', 'Expected "," or "]" at character 3'],
  ['[1}', 'Expected "," or "]" at character 2'],
  ['{"a":1,}', 'Expected a key at character 7'],
  ['{"a" 1}', 'Expected ":" at character 5'],
  ['"\\x"', 'Expected an escape sequence at character 1'],
  ['"abc', 'Expected the end of a string at character 4'],
  ['"a\nb"', 'Expected the end of a string at character 2'],
  ['01', 'Expected the end at character 1'],
  ['nul', 'Expected a value at character 0'],
]

test.each(refused)('%j is no JSON', (text, message) => {
  expect(() => JSON.parse(text)).toThrow()
  expect(() => jsonDocumentSize(text, layouts.node24)).toThrow(message)
})

test('a document a million deep is as good as any', () => {
  const depth = 1_000_000
  const nested = '['.repeat(depth) + ']'.repeat(depth)
  const array = jsonDocumentSize('[]', layouts.node24)
  const holding = jsonDocumentSize('[[]]', layouts.node24) - array
  expect(jsonDocumentSize(nested, layouts.node24)).toBe(array + (depth - 1) * holding)
})

test('documents that share shapes: a field that held a fraction boxes whole numbers', () => {
  const shapes = new JsonShapes()
  const alone = jsonDocumentSize('{"x":1}', layouts.node24, { shapes })
  jsonDocumentSize('{"x":1.5}', layouts.node24, { shapes })
  expect(jsonDocumentSize('{"x":1}', layouts.node24, { shapes })).toBeGreaterThan(alone)
})

test('names of the engine cost nothing where they are known', () => {
  const rootStrings = new Set(['length'])
  expect(jsonDocumentSize('"length"', layouts.node24, { rootStrings })).toBe(0)
  expect(jsonDocumentSize('"length"', layouts.node24)).toBeGreaterThan(0)
})
