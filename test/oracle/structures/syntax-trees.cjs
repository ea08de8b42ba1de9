'use strict'

const { packageText } = require('../inputs.cjs')
const source = require('../sources.cjs')

module.exports = [
  {
    name: 'acorn: a library in ECMAScript 5',
    library: 'acorn',
    build: () => require('acorn').parse(packageText('lodash/core.js'), { ecmaVersion: 2020 }),
  },
  {
    name: 'acorn: a modern module with locations, comments and tokens',
    library: 'acorn',
    build() {
      const comments = [],
        tokens = []
      const tree = require('acorn').parse(source.javascript(22, 101), {
        ecmaVersion: 'latest',
        sourceType: 'module',
        locations: true,
        onComment: comments,
        onToken: tokens,
      })
      return { tree, comments, tokens }
    },
  },
  {
    name: '@babel/parser: a declaration file in TypeScript',
    library: '@babel/parser',
    build: () =>
      require('@babel/parser').parse(firstHalf(packageText('immutable/dist/immutable.d.ts')), {
        sourceType: 'module',
        plugins: [['typescript', { dts: true }]],
      }),
  },
  {
    name: '@babel/parser: a modern module with tokens',
    library: '@babel/parser',
    build: () => require('@babel/parser').parse(source.javascript(12, 102), { sourceType: 'module', tokens: true, ranges: true }),
  },
  {
    name: 'esprima: a script with ranges, locations and comments',
    library: 'esprima',
    build: () =>
      require('esprima').parseScript(
        packageText('mnemonist/symspell.js') + packageText('mnemonist/vector.js') + packageText('mnemonist/trie-map.js'),
        { range: true, loc: true, comment: true },
      ),
  },
  {
    name: 'meriyah: a modern module with ranges',
    library: 'meriyah',
    build: () => require('meriyah').parseModule(source.javascript(45, 103), { next: true, ranges: true }),
  },
  {
    name: 'eslint-scope: the scopes and the tree of a script',
    library: 'eslint-scope',
    async build() {
      const tree = require('acorn').parse(
        packageText('mnemonist/symspell.js') + packageText('mnemonist/passjoin-index.js') + packageText('mnemonist/critbit-tree-map.js'),
        { ecmaVersion: 2020, ranges: true },
      )
      return (await import('eslint-scope')).analyze(tree, { ecmaVersion: 2020, sourceType: 'script' })
    },
  },
  {
    name: '@lezer/javascript: a tree packed in typed arrays',
    library: '@lezer/javascript',
    build: () => require('@lezer/javascript').parser.parse(packageText('lodash/lodash.js')),
  },
  {
    name: 'postcss: a style sheet',
    library: 'postcss',
    build: () => require('postcss').parse(source.css(500, 104), { from: '/app/styles.css' }),
  },
  {
    name: 'css-tree: a style sheet with positions',
    library: 'css-tree',
    build: () => require('css-tree').parse(source.css(300, 105), { positions: true, parseCustomProperty: true }),
  },
  {
    name: 'graphql: a query document with locations and tokens',
    library: 'graphql',
    build: () => require('graphql').parse(source.graphqlQuery(45, 106)),
  },
  {
    name: 'graphql: a schema built from text',
    library: 'graphql',
    build() {
      const { buildSchema, introspectionFromSchema } = require('graphql')
      const schema = buildSchema(source.graphqlSchema(60, 107))
      introspectionFromSchema(schema) // resolves the fields that are still thunks
      return schema
    },
  },
  {
    name: 'mdast: a change log in markdown',
    library: 'mdast-util-from-markdown',
    build: async () => (await import('mdast-util-from-markdown')).fromMarkdown(packageText('mobx/CHANGELOG.md').slice(0, 60000)),
  },
  {
    name: 'marked: tokens of a change log',
    library: 'marked',
    build: async () => (await import('marked')).lexer(packageText('mobx/CHANGELOG.md')),
  },
  {
    name: 'yaml: a document with comments and anchors',
    library: 'yaml',
    build: () => require('yaml').parseDocument(source.yaml(120, 108)),
  },
  {
    name: 'jsonc-parser: a tree of a large document',
    library: 'jsonc-parser',
    build: () => require('jsonc-parser').parseTree(JSON.stringify(require('../inputs.cjs').people(200, 109), null, 2)),
  },
  {
    name: 'pgsql-ast-parser: statements with locations',
    library: 'pgsql-ast-parser',
    build: () => require('pgsql-ast-parser').parse(source.sql(100, 110), { locationTracking: true }),
  },
  {
    name: 'chevrotain: a concrete syntax tree of JSON',
    library: 'chevrotain',
    build: async () => jsonTree(await import('chevrotain'), JSON.stringify(require('../inputs.cjs').orders(60, 111))),
  },
]

/** The first half of a namespace, cut after a declaration. */
function firstHalf(text) {
  return `${text.slice(0, text.lastIndexOf('\n  }\n', text.length / 2))}\n  }\n}\n`
}

/** The JSON grammar of chevrotain's own examples. */
function jsonTree({ createToken, CstParser, Lexer }, text) {
  const token = (name, pattern, options) => createToken({ name, pattern, ...options })
  const [open, close, openList, closeList, comma, colon] = Object.entries({
    Open: /{/,
    Close: /}/,
    OpenList: /\[/,
    CloseList: /]/,
    Comma: /,/,
    Colon: /:/,
  }).map((entry) => token(...entry))
  const [string, number, word] = [
    token('Text', /"(?:[^\\"]|\\.)*"/),
    token('Number', /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/),
    token('Word', /true|false|null/),
  ]
  const tokens = [open, close, openList, closeList, comma, colon, string, number, word, token('Space', /\s+/, { group: Lexer.SKIPPED })]

  class JsonParser extends CstParser {
    constructor() {
      super(tokens)
      this.RULE('value', () =>
        this.OR(
          [string, number, word]
            .map((type) => ({ ALT: () => this.CONSUME(type) }))
            .concat({ ALT: () => this.SUBRULE(this.object) }, { ALT: () => this.SUBRULE(this.list) }),
        ),
      )
      this.RULE('object', () => {
        this.CONSUME(open)
        this.MANY_SEP({ SEP: comma, DEF: () => this.SUBRULE(this.member) })
        this.CONSUME(close)
      })
      this.RULE('member', () => {
        this.CONSUME(string)
        this.CONSUME(colon)
        this.SUBRULE(this.value)
      })
      this.RULE('list', () => {
        this.CONSUME(openList)
        this.MANY_SEP({ SEP: comma, DEF: () => this.SUBRULE(this.value) })
        this.CONSUME(closeList)
      })
      this.performSelfAnalysis()
    }
  }

  const parser = new JsonParser()
  parser.input = new Lexer(tokens).tokenize(text).tokens
  const tree = parser.value()
  if (parser.errors.length > 0) throw parser.errors[0]
  return tree
}
