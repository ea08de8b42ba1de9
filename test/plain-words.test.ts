import { plainWordProblems, problems, readableTexts } from '../scripts/plain-words.mjs'

test.each([
  ['Where nothing tells, each report asks the engine.', ['nothing tells']],
  ['Of a value, `explain` tells first.', ['Of a']],
  ['A tracked field spares the walk.', ['spares']],
  ['- a Proxy cannot be told from its target', ['be told', 'cannot be told from']],
  ['A rule that would not be heard is an error.', ['heard']],
  ['It takes some 300 ms. Of course, that depends.', ['some 3']],
  ['A private field is no property; there is no property of that name.', ['is no property']],
  ['Spare room is slack. It reports what grew.', []],
  ['`is told` in code, and in\n```ts\n// what tells of it\n```\ndoes not count', []],
])('%s', (text, turns) => {
  expect(plainWordProblems('page.md', text).map((problem: string) => /"(.*?)"/.exec(problem)?.[1])).toEqual(turns)
})

test('no comment, text or page of the repository has one', () => {
  expect(problems()).toEqual([])
})

test('comments and texts of several words in a source are read, and code is not', () => {
  const source = [
    '/** Bytes. */',
    'const heard = isTold(spares)',
    "throw new MemSizeError('the engine spares it')",
    '// told of',
    'throw new MemSizeError(`a rule that is \\`heard\\`, by ${told of}`)',
    'notes: `A text',
    'of two lines, and a third',
  ].join('\n')
  expect(readableTexts(source).split('\n')).toEqual([
    'Bytes. */',
    '',
    "throw new MemSizeError('the engine spares it')",
    'told of',
    "throw new MemSizeError('a rule that is …, by …')",
    "notes: 'A text",
    'of two lines, and a third',
  ])
})
