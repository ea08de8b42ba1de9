/** Turns of phrase that readers stumbled over, and what to write instead. `npm run check` fails where a page or a help text has one. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** @type {readonly (readonly [turn: RegExp, instead: string])[]} */
export const bannedTurns = [
  [/\b(?:tells?|told|telling) of\b/i, 'reports, says, shows'],
  [/\b(?:is|are|was|were|be|been) told\b/i, 'name who reports it: "the report lists it"'],
  [/\bcannot be told (?:from|apart)\b|\btold (?:from|apart)\b|\btells? [^.|]{1,40} (?:from|apart)\b/i, 'distinguishes'],
  [/\bnothing tells\b|\b(?:a graph|it|that|which|these|engine) tells\b/i, 'reports, shows'],
  [/\bhears?\b|\bheard\b/i, 'gets, is ignored'],
  [/\bspares\b|\bsparing\b|\bto spare\b/i, 'saves, avoids'],
  [/(?:^|[.!?:*|] +)Of (?!course\b)[a-z]/m, 'begin with the subject: "for a value, explain shows ..."'],
  [/\bno matter\b/i, 'regardless of, even if'],
  [/\bso (?:many|often|much) (?:bytes|rows|objects|entries|times|of|a\b)/i, 'the number: "at most n rows", "every n milliseconds"'],
  [/\bha(?:s|ve) (?:a|no) say\b/i, 'decides'],
  [/\bhow (?:it|they) fares?\b/i, 'how it works'],
  [/\bwithout a word\b/i, 'silently, without a warning'],
  [/\bfor ever\b/i, 'forever'],
  [/\banew\b/i, 'again'],
  [/\blikewise\b/i, 'too, in the same way'],
  [/\bhence\b/i, 'so, therefore'],
  [/\bheld against\b|\bholds? [^.|]{1,60} against\b/i, 'compared with, compares'],
  [/\bsome \d/i, 'about'],
  [/\bin [^.|,]{1,20} stead\b/i, 'instead of'],
  [/\b(?:comes?|came) of it\b|\bwhat (?:comes?|came) of\b/i, 'the result'],
  [/(?<!there )\bis no (?:array|object|function|number|string|text|Map|property|properties)\b/i, 'is not a'],
  [
    /\b(?:behaviour|colour|neighbour|favour|honour|licence|centre|(?:recogn|normal|optim|summar|serial|initial|organ)is(?:e|es|ed|ing))\b/i,
    'American spelling',
  ],
]

/**
 * The banned turns of a text, one line each. Code does not count: blocks between fences, and what is between backticks.
 * @param {string} path for the report @param {string} text
 */
export function plainWordProblems(path, text) {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, (block) => block.replace(/[^\n]/g, '')).replace(/`[^`\n]*`/g, '`…`')
  return prose.split('\n').flatMap((line, i) =>
    bannedTurns.flatMap(([turn, instead]) => {
      const found = turn.exec(line)
      return found ? [`${path}:${i + 1}: "${found[0].trim()}": write ${instead}`] : []
    }),
  )
}

/**
 * The texts of a source that people read: comments, and strings of more than one word. Other lines are empty. In a template, code is what is between
 * escaped backticks, and what is inserted.
 * @param {string} source
 */
export function readableTexts(source) {
  return source
    .split('\n')
    .map((line) => {
      if (isComment.test(line)) return line.replace(isComment, '')
      if (!/['"`][^'"`]* [^'"`]*['"`]|^[^;{}()=]*$/.test(line)) return ''
      const comment = /(?:^|\s)\/\/ .*$/.exec(line)?.[0] ?? ''
      const code = line.slice(0, line.length - comment.length).replace(/\$\{[^{}]*\}/g, '…')
      return code.replace(/\\`[^`]*\\`/g, '…').replaceAll('`', "'") + comment
    })
    .join('\n')
}

const isComment = /^\s*(?:\/\*\*?|\*\/?|\/\/|#)\s?/

const root = fileURLToPath(new URL('..', import.meta.url))

/** Pages for people; and sources, whose comments and texts are read. Programs that only give values to measure are not texts. */
const isPage = (/** @type {string} */ path) => /\.(?:md|yml)$/.test(path)
const isSource = (/** @type {string} */ path) =>
  /\.(?:[cm]?ts|[cm]?js|c|h|sh)$/.test(path) && !/^test\/(?:cases|.*\/cases|oracle\/fixtures)\//.test(path)
/** These two name the turns. */
const exempt = ['scripts/plain-words.mjs', 'test/plain-words.test.ts']

/** What is installed or made. */
const madeFolders = [
  'node_modules',
  'dist',
  'prebuilds',
  'docs/api',
  'scripts/reference/node_modules',
  'bench/node_modules',
  'codegen/dist',
]
const isMade = (/** @type {string} */ path) =>
  /(?:^|\/)\.(?!github|ci)|page-assets\.ts$|\.built\.mjs$/.test(path) || madeFolders.includes(path)

/** @param {string} folder @returns {string[]} */
const filesBelow = (folder) =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (isMade(path)) return []
    return entry.isDirectory() ? filesBelow(path) : [path]
  })

/** One line for each banned turn in the repository. */
export function problems() {
  const read = (/** @type {string} */ path) => readFileSync(join(root, path), 'utf8')
  return filesBelow('')
    .filter((path) => (isPage(path) || isSource(path)) && !exempt.includes(path))
    .flatMap((path) => plainWordProblems(path, isPage(path) ? read(path) : readableTexts(read(path))))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = problems()
  for (const problem of found) console.log(problem)
  if (found.length > 0) process.exitCode = 1
}
