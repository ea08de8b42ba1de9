'use strict'

// Seeded source text in the languages that the parsers read.
const { asRead, capital, words } = require('./inputs.cjs')

/** A program in today's JavaScript: modules, classes, private fields, destructuring, templates, regular expressions, comments. */
function javascript(declarations, seed = 11) {
  const w = words(seed)
  const literal = () =>
    w.pick([
      () => String(w.int(0, 1e6)),
      () => String(w.int(1, 9999) / 100),
      () => `'${w.sentence(1, 6)}'`,
      () => 'null',
      () => `/${w.word()}[a-z]+(\\d{2,4})?/giu`,
      () => `${w.int(1, 1e9)}n`,
      () => 'true',
    ])()
  const expression = (depth) => {
    if (depth === 0) return w.chance(0.6) ? w.name() : literal()
    const next = () => expression(depth - 1)
    return w.pick([
      () => `${next()} ${w.pick(['+', '-', '*', '===', '>', '&&'])} ${next()}`,
      () => `${w.name()}(${w.list(w.int(0, 3), next).join(', ')})`,
      () => `${w.name()}?.${w.word()}[${next()}]`,
      () => `\`${w.word()} \${${next()}} ${w.word()}\``,
      () => `{ ${w.list(w.int(1, 4), () => `${w.name()}: ${next()}`).join(', ')}, ...${w.name()} }`,
      () => `[${w.list(w.int(0, 5), next).join(', ')}]`,
      () => `(async (${w.name()}, { ${w.word()}: ${w.name()} = ${literal()} } = {}) => ${w.name()}(${next()}))`,
      () => `await ${w.name()}(${next()})`,
      () => `(${next()}) ? (${next()}) : (${next()})`,
    ])()
  }
  const statement = (depth) => {
    const block = () => (depth === 0 ? `return (${expression(1)})` : w.list(w.int(1, 4), () => statement(depth - 1)).join('\n'))
    return w.pick([
      () => `const ${w.name()}${w.bits()} = (${expression(2)})`,
      () => `if ((${expression(1)})) {\n${block()}\n} else {\n${block()}\n}`,
      () => `for (const [key, value] of Object.entries((${expression(1)}))) {\n${block()}\n}`,
      () => `// ${w.sentence()}\n${w.name()}.${w.word()} = (${expression(2)})`,
      () => `try {\n${block()}\n} catch (error) {\nthrow new ${capital(w.name())}(\`${w.word()}: \${error.message}\`)\n}`,
      () => `return (${expression(2)})`,
    ])()
  }
  const method = () =>
    `${w.pick(['', 'async ', 'static async ', 'async *'])}${w.name()}(${w.word()}1, ...rest) {\n${w
      .list(w.int(1, 4), () => statement(1))
      .join('\n')
      .replaceAll('await ', '')}\n}`
  const declaration = (index) =>
    w.pick([
      () =>
        `/**\n * ${w.sentence()}\n * @param {string} ${w.word()}\n */\nexport async function ${w.name()}${index}(${w.word()}1, { ${w.name()} = ${literal()} } = {}) {\n${w.list(w.int(2, 6), () => statement(2)).join('\n')}\n}`,
      () =>
        `export class ${capital(w.name())}${index} extends ${capital(w.word())} {\n#${w.word()}1 = ${literal()}\n${w.word()} = ${literal()}\n${w.list(w.int(1, 5), method).join('\n')}\n}`,
      () =>
        `export const ${w.name()}${index} = {\n${w.list(w.int(2, 8), () => `${w.name()}: ${literal()}, // ${w.sentence(2, 5)}`).join('\n')}\n}`,
    ])()
  return (
    w.list(8, (index) => `import ${w.name()}${index}, { ${w.name()} as ${w.word()}${index} } from './${w.word()}.js'`).join('\n') +
    '\n' +
    w.list(declarations, declaration).join('\n\n') +
    '\n'
  )
}

function css(rules, seed = 12) {
  const w = words(seed)
  const size = () => `${w.pick([w.int(0, 64), w.int(1, 99) / 8])}${w.pick(['px', 'rem', '%', 'vh'])}`
  const declaration = () =>
    w.pick([
      () => `margin: ${size()} ${size()} auto`,
      () => `color: #${w.bits().toString(16).padStart(8, '0').slice(0, 6)}`,
      () =>
        `background: url("/${w.word()}/${w.word()}.svg") no-repeat, linear-gradient(${w.int(0, 360)}deg, rgb(${w.int(0, 255)} ${w.int(0, 255)} 0 / 50%), var(--${w.word()}))`,
      () => `--${w.word()}-${w.word()}: calc(${size()} + ${w.int(1, 9)} * ${size()})`,
      () => `transition: ${w.pick(['opacity', 'transform'])} ${w.int(1, 900)}ms ease-in-out${w.chance(0.2) ? ' !important' : ''}`,
      () => `font: italic ${w.int(1, 9) * 100} ${size()}/1.4 "${capital(w.word())}", sans-serif`,
    ])()
  const selector = () =>
    w.pick([
      `.${w.word()}-${w.word()}`,
      `#${w.word()}`,
      `${w.pick(['a', 'li', 'td'])}:nth-child(${w.int(2, 5)}n+1)`,
      `.${w.word()} > [data-${w.word()}="${w.word()}"]::before`,
    ])
  const rule = () => `${w.list(w.int(1, 3), selector).join(', ')} {\n${w.list(w.int(1, 7), () => `  ${declaration()};`).join('\n')}\n}`
  return `${w
    .list(rules, () =>
      w.pick([
        rule,
        rule,
        rule,
        () => `/* ${w.sentence()} */`,
        () => `@media (min-width: ${w.int(20, 90)}em) {\n${rule()}\n${rule()}\n}`,
      ])(),
    )
    .join('\n\n')}\n`
}

function html(blocks, seed = 13) {
  const w = words(seed)
  const inline = () =>
    w.pick([
      () => w.sentence(),
      () => `<a href="/${w.word()}?${w.word()}=${w.int(1, 99)}&amp;page=${w.int(1, 9)}" title="${w.sentence(2, 4)}">${w.word()}</a>`,
      () => `<em>${w.word()}</em>`,
      () => `<img src="${w.word()}.png" alt="${w.word()}" width=${w.int(10, 600)}>`,
      () => `${w.word()} &mdash; ${w.word()}`,
    ])()
  const block = (depth) =>
    w.pick([
      () => `<p class="${w.word()} ${w.word()}">${w.list(w.int(1, 5), inline).join(' ')}</p>`,
      () => `<ul>${w.list(w.int(2, 6), () => `<li>${inline()}`).join('\n')}</ul>`,
      () =>
        `<table><tbody>${w.list(w.int(2, 5), () => `<tr>${w.list(4, () => `<td>${w.int(0, 9999)}</td>`).join('')}</tr>`).join('\n')}</table>`,
      () => `<!-- ${w.sentence()} -->\n<h2 id="${w.name()}">${w.sentence(2, 5)}</h2>`,
      () =>
        depth === 0
          ? `<hr>`
          : `<section data-${w.word()}="${w.int(1, 99)}">\n${w.list(w.int(1, 4), () => block(depth - 1)).join('\n')}\n</section>`,
      () =>
        `<form action="/${w.word()}"><label>${w.word()} <input type="text" name="${w.name()}" required></label><select>${w.list(4, () => `<option value="${w.int(1, 99)}">${w.word()}</option>`).join('')}</select></form>`,
    ])()
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${w.sentence(2, 5)}</title><style>${css(5, seed)}</style><script>if (1 < 2) { document.title = "${w.word()}" }</script></head>\n<body>\n${w.list(blocks, () => block(3)).join('\n')}\n</body></html>\n`
}

function xml(records, seed = 14) {
  const w = words(seed)
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="urn:example:feed" xmlns:m="urn:example:meta">\n` +
    w
      .list(
        records,
        (id) =>
          `  <entry id="e${id}" m:lang="${w.pick(['en', 'pt', 'ja'])}">\n    <title>${w.sentence(2, 6)}</title>\n    <updated>${w.date()}</updated>\n    <m:price currency="EUR">${w.int(1, 99999) / 100}</m:price>\n${w.list(w.int(0, 4), () => `    <category term="${w.word()}"/>\n`).join('')}    <summary><![CDATA[<b>${w.sentence()}</b>]]></summary>\n  </entry>\n`,
      )
      .join('') +
    '</feed>\n'
  )
}

function yaml(services, seed = 15) {
  const w = words(seed)
  return (
    `# ${w.sentence()}\ndefaults: &defaults\n  restart: always\n  retries: 3\n\nservices:\n` +
    w
      .list(
        services,
        (id) =>
          `  ${w.word()}-${id}:\n    <<: *defaults\n    image: "registry.example.org/${w.word()}:${w.int(1, 9)}.${w.int(0, 20)}" # ${w.word()}\n    replicas: ${w.int(1, 12)}\n    ratio: ${w.int(1, 99) / 100}\n    enabled: ${w.chance(0.5)}\n    ports: [${w.list(w.int(1, 4), () => w.int(1024, 65535)).join(', ')}]\n    environment:\n${w.list(w.int(1, 5), () => `      ${w.name().toUpperCase()}: ${w.chance(0.3) ? '~' : w.word()}\n`).join('')}    description: |\n      ${w.sentence()}\n      ${w.sentence()}\n`,
      )
      .join('')
  )
}

function toml(tables, seed = 16) {
  const w = words(seed)
  return (
    `title = "${w.sentence()}"\n` +
    w
      .list(
        tables,
        (id) =>
          `\n[[package]]\nname = "${w.word()}-${id}"\nversion = "${w.int(0, 9)}.${w.int(0, 30)}.${w.int(0, 9)}"\nchecksum = "${w.list(8, () => w.bits().toString(16).padStart(8, '0')).join('')}"\ndependencies = [${w.list(w.int(0, 6), () => `"${w.word()}"`).join(', ')}]\nreleased = ${w.date()}\nweight = ${w.int(1, 999) / 8}\n[package.metadata.${w.word()}]\nlevel = ${w.int(0, 9)}\nstrict = ${w.chance(0.5)}\n`,
      )
      .join('')
  )
}

function ini(sections, seed = 17) {
  const w = words(seed)
  return w
    .list(
      sections,
      (id) =>
        `[${w.word()}.${w.word()}${id}]\n; ${w.sentence()}\n${w.list(w.int(2, 10), () => `${w.name()} = ${w.pick(['true', 'null', String(w.int(0, 999)), w.sentence(1, 4)])}\n`).join('')}${w.list(w.int(0, 4), () => `path[] = /${w.word()}/${w.word()}\n`).join('')}`,
    )
    .join('\n')
}

/** Type definitions with descriptions, arguments, interfaces, unions, enums and inputs; every name used is defined. */
function graphqlSchema(types, seed = 18) {
  const w = words(seed)
  const scalar = () => w.pick(['ID!', 'String', 'String!', 'Int', 'Float', 'Boolean!', '[String!]!', 'DateTime'])
  const output = () => (w.chance(0.3) ? w.pick([`Type${w.int(0, types - 1)}`, `[Type${w.int(0, types - 1)}!]`, 'State', 'Node']) : scalar())
  const field = (index) =>
    `  "${w.sentence(3, 7)}"\n  ${w.word()}${index}${w.chance(0.3) ? `(first: Int = ${w.int(1, 50)}, filter: Filter, state: State = OPEN)` : ''}: ${output()}${w.chance(0.05) ? ` @deprecated(reason: "${w.sentence(2, 4)}")` : ''}`
  const type = (index) =>
    `"""\n${w.paragraph()}\n"""\ntype Type${index} implements Node {\n  id: ID!\n${w.list(w.int(2, 10), field).join('\n')}\n}`
  return (
    `scalar DateTime\nenum State { OPEN CLOSED ${w.list(6, (index) => `STATE_${index}`).join(' ')} }\ninterface Node { id: ID! }\nunion Any = ${w.list(types, (index) => `Type${index}`).join(' | ')}\ninput Filter { text: String = "" state: [State!] after: DateTime nested: Filter }\n` +
    w.list(types, type).join('\n\n') +
    `\n\ntype Query {\n${w.list(types, (index) => `  type${index}(id: ID!): Type${index}`).join('\n')}\n}\n`
  )
}

function graphqlQuery(fragments, seed = 19) {
  const w = words(seed)
  const selection = (depth) =>
    `{ ${w.list(w.int(2, 5), () => `${w.chance(0.2) ? `${w.word()}: ` : ''}${w.name()}${w.chance(0.3) ? `(id: $id, first: ${w.int(1, 99)}, where: { ${w.word()}: "${w.word()}", tags: [${w.word().toUpperCase()}, null, 1.5] })` : ''}${depth && w.chance(0.5) ? ` ${selection(depth - 1)}` : ''}`).join(' ')} ...Part${w.int(0, fragments - 1)} @include(if: $full) }`
  return (
    `query Page($id: ID!, $full: Boolean = false) ${selection(3)}\n` +
    w.list(fragments, (index) => `fragment Part${index} on ${capital(w.word())} ${selection(2)}`).join('\n')
  )
}

function sql(statements, seed = 20) {
  const w = words(seed)
  const column = () => `${w.pick(['a', 'b'])}.${w.word()}_id`
  const condition = () =>
    w.pick([
      () => `${column()} = ${w.int(1, 1e6)}`,
      () => `${column()} in (${w.list(w.int(1, 6), () => w.int(1, 99)).join(', ')})`,
      () => `lower(${column()}) like '%${w.word()}%'`,
      () => `${column()} between ${w.int(1, 9)} and ${w.int(10, 99) / 4}`,
    ])()
  return `${w
    .list(statements, () =>
      w.pick([
        () =>
          `select ${w.list(w.int(1, 6), () => `${column()} as c${w.bits()}`).join(', ')}, count(*) from ${w.word()}s_t a left join ${w.word()}s_u b on a.id = b.${w.word()}_id where ${w.list(w.int(1, 4), condition).join(w.pick([' and ', ' or ']))} group by ${column()} order by ${column()} desc limit ${w.int(1, 500)}`,
        () =>
          `insert into ${w.word()}s_t (id, name_c, price_c) values ${w.list(w.int(1, 8), (id) => `(${id}, '${w.sentence(1, 4)}', ${w.int(1, 9999) / 100})`).join(', ')}`,
        () => `update ${w.word()}s_t set name_c = '${w.word()}', total_c = total_c + ${w.int(1, 9)} where id = ${w.int(1, 1e6)}`,
      ])(),
    )
    .join(';\n')};\n`
}

const writers = { javascript, css, html, xml, yaml, toml, ini, graphqlSchema, graphqlQuery, sql }

module.exports = Object.fromEntries(Object.entries(writers).map(([name, write]) => [name, asRead(write)]))
