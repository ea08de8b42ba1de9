// The texts that V8 11 and 12 keep in read-only space, where no value owns them. V8 13 and later write such strings into a heap snapshot with no
// size; these two with theirs. Some hang on '(Read-only roots)' there, and others, 'entries' and 'return' among them, on nothing that distinguishes them from the
// program's own. So the list was asked of the engine itself: read-only-texts.ts.
const texts = require('./read-only-texts.json')

const characters = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))

/** All of them by V8's major version; none where the snapshot tells. */
function readOnlyTexts(version) {
  const longer = texts[version]
  return longer === undefined ? [] : [...characters, ...longer.split('\n')]
}

module.exports = { readOnlyTexts }
