'use strict'

const source = require('../sources.cjs')

module.exports = [
  { name: 'parse5: a page', library: 'parse5', build: () => require('parse5').parse(source.html(160, 201)) },
  {
    name: 'parse5: a page with source locations',
    library: 'parse5',
    build: () => require('parse5').parse(source.html(90, 202), { sourceCodeLocationInfo: true }),
  },
  {
    name: 'htmlparser2: a page with indices',
    library: 'htmlparser2',
    build: async () => (await import('htmlparser2')).parseDocument(source.html(120, 203), { withStartIndices: true, withEndIndices: true }),
  },
  { name: 'linkedom: a page', library: 'linkedom', build: () => require('linkedom').parseHTML(source.html(200, 204)).document },
  {
    name: 'linkedom: a page changed by scripts',
    library: 'linkedom',
    build() {
      const { document } = require('linkedom').parseHTML(source.html(100, 205))
      for (const element of document.querySelectorAll('p, li')) {
        element.classList.add('seen')
        element.dataset.index = String(element.textContent.length)
        element.style.color = 'red'
        element.addEventListener('click', () => element.remove())
      }
      for (const element of document.querySelectorAll('form')) element.remove()
      return document
    },
  },
  {
    name: 'cheerio: a selection and its document',
    library: 'cheerio',
    build() {
      const $ = require('cheerio').load(source.html(60, 206))
      $('li').attr('role', 'listitem').append('<b>more</b>')
      return $('a').parent()
    },
  },
  {
    name: '@xmldom/xmldom: a feed with namespaces',
    library: '@xmldom/xmldom',
    build: () => new (require('@xmldom/xmldom').DOMParser)().parseFromString(source.xml(150, 207), 'text/xml'),
  },
  {
    name: 'fast-xml-parser: a feed as objects',
    library: 'fast-xml-parser',
    build: () =>
      new (require('fast-xml-parser').XMLParser)({ ignoreAttributes: false, parseAttributeValue: true }).parse(source.xml(1200, 208)),
  },
  {
    name: 'fast-xml-parser: a feed in document order',
    library: 'fast-xml-parser',
    build: () => new (require('fast-xml-parser').XMLParser)({ ignoreAttributes: false, preserveOrder: true }).parse(source.xml(500, 209)),
  },
  {
    name: 'prosemirror-model: a rich text document',
    library: 'prosemirror-model',
    build() {
      const { schema } = require('prosemirror-schema-basic')
      const w = require('../inputs.cjs').words(210)
      const text = () =>
        w.list(w.int(1, 6), () =>
          schema.text(
            w.sentence(1, 8),
            w.pick([
              [],
              [schema.marks.strong.create()],
              [schema.marks.link.create({ href: `https://example.org/${w.word()}`, title: null })],
            ]),
          ),
        )
      const block = (depth) =>
        w.pick([
          () => schema.nodes.paragraph.create(null, text()),
          () => schema.nodes.heading.create({ level: w.int(1, 3) }, text()),
          () => schema.nodes.code_block.create(null, schema.text(w.paragraph())),
          () =>
            depth === 0
              ? schema.nodes.horizontal_rule.create()
              : schema.nodes.blockquote.create(
                  null,
                  w.list(w.int(1, 4), () => block(depth - 1)),
                ),
        ])()
      return schema.nodes.doc.createChecked(
        null,
        w.list(600, () => block(2)),
      )
    },
  },
]
