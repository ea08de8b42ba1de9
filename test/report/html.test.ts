import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { DominatorTree } from '../../src/graph/dominators.js'
import { HeapGraph } from '../../src/graph/heap-graph.js'
import { StringTable } from '../../src/graph/string-table.js'
import { deepSize, formatBytes, graph, measure, retainedSize } from '../../src/index.js'
import type { ReportDocument } from '../../src/report/html/document.js'
import { htmlChunks, toHTML } from '../../src/report.js'
import { classTable } from '../../src/snapshot/queries.js'
import { ChromiumPages, noChromium } from '../chromium-pages.js'
import { graph as heapOf } from '../graph/notation.js'

class Session {
  user = `user ${Math.floor(Math.PI * 1000)}`
  rows: object[]

  constructor(rows: number) {
    this.rows = Array.from({ length: rows }, (_, id) => ({ id, price: id / 3 }))
  }
}
const value = { sessions: [new Session(300), new Session(200)], cache: new Map([['key', { bytes: new Uint8Array(60_000) }]]) }

const heap = heapOf(`
  r:synthetic=0'' s:g>g
  g:object=10'Window' .app>app .a>a .b>b
  app:object=20'App' .list>list
  list:object=30'Array' i:elements>store [0]>one [1]>two
  store:array=100'' i:1>two i:5>one
  one:object=100'Item' .text>text two:object=200'Item' .run>run
  text:string=4000'long' a:string=24'same' b:string=24'same' run:closure=64'run'`)

const documentOf = (html: string): ReportDocument =>
  JSON.parse(/<script type="application\/json" id="report">(.*?)<\/script>/s.exec(html)![1])

describe('the document', () => {
  test('of a heap has the retained sizes of its dominator tree', () => {
    const { tree } = documentOf(toHTML(heap))
    const { shallow, retained, order } = new DominatorTree(heap)
    const nodes = tree.id.map((id) => (id - 1) / 2)
    expect([...nodes].sort()).toEqual([...order].filter((node) => retained[node] > 0).sort())
    expect(tree.retained).toEqual(nodes.map((node) => retained[node]))
    expect(tree.shallow).toEqual(nodes.map((node) => shallow[node]))
  })

  test('of a value has the sizes that explain and retainedSize tell', () => {
    const { tree, strings, isCut } = documentOf(toHTML(graph(value)))
    const { bytes, count } = measure(value)
    expect({ bytes: tree.retained[0], count: tree.count[0], isCut }).toEqual({ bytes, count, isCut: false })
    const retainedOf = (step: string) => tree.retained[tree.step.findIndex((number) => strings[number] === step)]
    expect(retainedOf('.sessions')).toBe(retainedSize(value.sessions, { from: value }))
    expect(retainedOf('.cache')).toBe(retainedSize(value.cache, { from: value }))
  })

  test('of a part has what that part retains', () => {
    const { tree, strings } = documentOf(toHTML(heap, { root: heap.node('list') }))
    expect(tree.retained[0]).toBe(new DominatorTree(heap).retained[heap.node('list')])
    expect(strings[tree.step[0]]).toBe(`@${heap.nodeId[heap.node('list')]}`)
    expect(tree.id).not.toContain(1)
  })

  test('of too many objects has the heaviest, and the number of the others', () => {
    const big = graph(Array.from({ length: 3000 }, (_, i) => ({ list: i % 3 === 0 ? new Array(i % 100) : [] })))
    const all = documentOf(toHTML(big)).tree
    for (const most of [1, 2, 50, 1001, 5999, 6000]) {
      const { tree, isCut } = documentOf(toHTML(big, { nodes: most }))
      expect(tree.retained).toHaveLength(most)
      expect(isCut).toBe(true)
      const sorted = (list: readonly number[]) => [...list].sort((a, b) => b - a)
      expect(sorted(tree.retained)).toEqual(sorted(all.retained).slice(0, most))
      expect(tree.count[0]).toBe(6001)
      expect(tree.children.reduce((sum, held) => sum + held, 1)).toBe(most)
    }
    expect(documentOf(toHTML(big, { nodes: 6001 })).isCut).toBe(false)
  })

  test('cuts long names between characters', () => {
    const { strings } = documentOf(toHTML(graph({ ['\u{1f600}'.repeat(100)]: {}, [`x${'\u{1f600}'.repeat(100)}`]: {} })))
    expect(strings).toContain(`["${'\u{1f600}'.repeat(78)}…`)
    expect(strings).toContain(`["x${'\u{1f600}'.repeat(78)}…`)
  })

  test('comes in pieces', () => {
    const pieces = [...htmlChunks(graph(Array.from({ length: 100_000 }, (_, i) => ({ i }))))]
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(200_000)
    expect(pieces.join('').endsWith('</html>\n')).toBe(true)
  })

  test('wrong options are named', () => {
    expect(() => toHTML(heap, { nodes: 0 })).toThrow('Expected `nodes` to be a number, 1 or more, got 0')
    expect(() => toHTML(heap, { root: 99 })).toThrow(`Expected \`root\` to be a node of the graph, 0 to ${heap.nodeCount - 1}, got 99`)
  })
})

if (noChromium) process.stdout.write(`The page is not tried in a browser: ${noChromium}\n`)
const inChromium = noChromium ? describe.skip : describe

inChromium('in Chromium', () => {
  const pages = new ChromiumPages()
  beforeAll(() => pages.start())
  afterAll(() => pages.stop())
  let server: Server | undefined
  afterEach(async () => {
    const problems = await pages.close()
    server?.close()
    expect(problems).toEqual([])
  })

  const texts = (page: Page, selector: string) => page.locator(selector).allTextContents()
  const pathOf = async (page: Page) => (await texts(page, '#path li')).join('')
  const heading = (page: Page) => page.locator('#list-heading').textContent()
  const selectedBytes = (page: Page) => page.locator('#about dd').first().getAttribute('title')
  const spaced = (text: string) => text.replaceAll('\u00a0', ' ')
  const search = async (page: Page, text: string) => {
    await page.fill('#search', text)
    await page.press('#search', 'Enter')
  }
  const middle = { position: { x: 300, y: 250 } }
  /** How many pixels of the picture have that color. */
  const pixels = (page: Page, red: number, green: number, blue: number) =>
    page.locator('#canvas').evaluate(
      (canvas: any, [r, g, b]) => {
        const copy = canvas.cloneNode().getContext('2d', { willReadFrequently: true })
        copy.drawImage(canvas, 0, 0)
        const { data } = copy.getImageData(0, 0, canvas.width, canvas.height)
        let count = 0
        for (let i = 0; i < data.length; i += 4) if (data[i] === r && data[i + 1] === g && data[i + 2] === b) count++
        return count
      },
      [red, green, blue],
    )

  test('it says what there is', async () => {
    const page = await pages.open(toHTML(graph(value), { title: 'sessions', note: 'of a test' }))
    const { bytes, count } = measure(value)
    expect(await page.title()).toBe('sessions')
    expect(await page.locator('h1').textContent()).toBe('sessions')
    expect(await page.locator('#note').textContent()).toBe('of a test')
    expect(spaced((await page.locator('#totals').textContent())!)).toBe(`${formatBytes(bytes)} in ${count.toLocaleString('en')} objects`)
    expect((await texts(page, '#list .name')).slice(0, 2)).toEqual(['.cache: Map', '.sessions: Array'])
    expect(spaced((await texts(page, '#list .bytes'))[0])).toBe(formatBytes(retainedSize(value.cache, { from: value })))
    expect(await selectedBytes(page)).toBe(`${bytes.toLocaleString('en')} bytes`)
  })

  test('every object of it has its size', async () => {
    const page = await pages.open(toHTML(heap))
    const { retained, order } = new DominatorTree(heap)
    for (const node of order) {
      if (retained[node] === 0) continue
      await search(page, `@${heap.nodeId[node]}`)
      await page.locator('#list .row').click()
      expect(await selectedBytes(page)).toBe(`${retained[node].toLocaleString('en')} bytes`)
      expect((await texts(page, '#about dd')).at(-1)).toBe(`@${heap.nodeId[node]}`)
    }
  })

  test.each(['treemap', 'icicle'])('%s: into an object and out again', async (view) => {
    const page = await pages.open(toHTML(graph(value)))
    await page.click(`#view-${view}`)
    await page.click('#picture', { position: { x: 40, y: view === 'treemap' ? 28 : 42 } })
    const inside = await pathOf(page)
    expect(inside).toBe('$.cache')
    expect(await page.locator('#about .at').textContent()).toBe('$.cache')
    await page.click('#list .row')
    expect(await pathOf(page)).toBe('$.cache<value 0>')
    await page.click('#path li:nth-child(2) button')
    expect(await pathOf(page)).toBe('$.cache')
    expect(await page.locator('#about h2').textContent()).toBe('Map')
    await page.keyboard.press('Escape')
    expect(await pathOf(page)).toBe('$')
    expect(await page.locator('#about h2').textContent()).toBe('Map')
    await page.goBack()
    expect(await pathOf(page)).toBe('$.cache')
    expect(await page.locator(`#view-${view}`).getAttribute('aria-pressed')).toBe('true')
    await page.keyboard.press('Backspace')
    expect(await pathOf(page)).toBe('$')
    expect(await page.locator('#up').isDisabled()).toBe(true)
  })

  test('by the keyboard alone', async () => {
    const page = await pages.open(toHTML(graph(value)))
    await page.focus('#picture')
    await page.keyboard.press('ArrowDown')
    expect(spaced((await page.locator('#spoken').textContent())!)).toMatch(/^\.cache: Map, [\d.]+ kB retained, [\d.]+%$/)
    await page.keyboard.press('ArrowRight')
    expect(await page.locator('#about h2').textContent()).toBe('Array')
    await page.keyboard.press('Enter')
    expect(await pathOf(page)).toBe('$.sessions')
    await page.keyboard.press('/')
    expect(await page.locator(':focus').getAttribute('id')).toBe('search')
    await page.keyboard.type('Uint8')
    await page.locator('#list .row').first().waitFor()
    await page.keyboard.press('Backspace')
    expect(await page.locator('#search').inputValue()).toBe('Uint')
    await page.keyboard.press('Escape')
    expect(await page.locator('#search').inputValue()).toBe('')
    expect(await pathOf(page)).toBe('$.sessions')
    expect(await page.locator('#picture').getAttribute('aria-label')).toContain('Treemap of what .sessions: Array retains')
  })

  test.each([
    ['uint8', '1 object found', ['.bytes: Uint8Array']],
    ['class:Session', '2 objects found', ['[0]: Session', '[1]: Session']],
    ['sessions[1].user', '1 object found', ['.user: (string)']],
    ['$.sessions[*].rows', '2 objects found', ['.rows: Array', '.rows: Array']],
    ['nothing like it', 'Nothing found', []],
  ])('search: %s', async (query, found, names) => {
    const page = await pages.open(toHTML(graph(value)))
    expect(await pixels(page, 0xb3, 0x26, 0x1e)).toBe(0)
    await search(page, query)
    expect(await heading(page)).toContain(found)
    expect(await texts(page, '#list .name')).toEqual(names)
    if (query === 'uint8') expect(await pixels(page, 0xb3, 0x26, 0x1e)).toBeGreaterThan(100)
    if (query !== 'uint8') return
    await page.locator('#list .row').click()
    expect(await pathOf(page)).toMatch(/^\$\.cache<value 0>\.bytes$/)
  })

  test('classes: all of them, in any order, and their objects', async () => {
    const page = await pages.open(toHTML(heap), {}, '#classes/0')
    const rows = classTable(heap)
    const cells = (column: number) => texts(page, `#class-rows td:nth-child(${column})`)
    const sorted = (by: (a: (typeof rows)[number], b: (typeof rows)[number]) => number) => [...rows].sort(by)
    expect(await cells(1)).toEqual(rows.map(({ name }) => name))
    expect((await cells(4)).map(spaced)).toEqual(rows.map(({ retained }) => formatBytes(retained)))
    expect(await page.locator('thead th:has(#sort-retained)').getAttribute('aria-sort')).toBe('descending')
    await page.click('#sort-shallow')
    expect((await cells(3)).map(spaced)).toEqual(sorted((a, b) => b.shallow - a.shallow).map(({ shallow }) => formatBytes(shallow)))
    await page.click('#sort-count')
    expect(await cells(2)).toEqual(sorted((a, b) => b.count - a.count).map(({ count }) => String(count)))
    await page.click('#sort-name')
    expect(await cells(1)).toEqual(rows.map(({ name }) => name).sort((a, b) => a.localeCompare(b)))
    await search(page, 'it')
    expect(await page.locator('#class-count').textContent()).toBe(`1 of ${rows.length} classes`)
    expect(await cells(1)).toEqual(['Item'])
    await page.locator('#class-rows button').click()
    expect(await page.locator('#search').inputValue()).toBe('class:Item')
    expect(await heading(page)).toContain('2 objects found')
    expect(await page.locator('#view-treemap').getAttribute('aria-pressed')).toBe('true')
  })

  test('light and dark', async () => {
    const background = (page: Page) =>
      page.locator('body').evaluate((body: any) => body.computedStyleMap().get('background-color').toString())
    const page = await pages.open(toHTML(graph(value)), { colorScheme: 'dark' })
    const [light, dark] = ['rgb(255, 255, 255)', 'rgb(20, 23, 28)']
    const picture = () => page.locator('#canvas').evaluate((canvas: any) => canvas.toDataURL())
    expect(await background(page)).toBe(dark)
    const darkPicture = await picture()
    await page.emulateMedia({ colorScheme: 'light' })
    expect(await background(page)).toBe(light)
    expect(await picture()).not.toBe(darkPicture)
    await page.click('#theme')
    expect(await background(page)).toBe(dark)
    expect(await picture()).toBe(darkPicture)
    expect(await page.locator('#theme').getAttribute('aria-pressed')).toBe('true')
    await page.click('#theme')
    expect(await background(page)).toBe(light)
  })

  test('as large as its window, and as sharp as the screen', async () => {
    const page = await pages.open(toHTML(graph(value)), { deviceScaleFactor: 2 })
    const size = () => page.locator('#canvas').evaluate((canvas: any) => [canvas.width, canvas.clientWidth])
    const [width, shown] = await size()
    expect(width).toBe(2 * shown)
    await page.setViewportSize({ width: 700, height: 500 })
    await page.waitForFunction((before) => (globalThis as any).canvas.width !== before, width)
    const [narrow, narrowShown] = await size()
    expect(narrow).toBe(2 * narrowShown)
    expect(await page.locator('html').evaluate((html: any) => html.scrollWidth)).toBeLessThanOrEqual(700)
  })

  test('what is too light for the page is reported', async () => {
    const page = await pages.open(toHTML(graph(value), { nodes: 7 }))
    expect(await page.locator('#totals').textContent()).toMatch(/, the heaviest 7 one by one$/)
    await search(page, 'class:Session')
    await page.locator('#list .row').first().click()
    await search(page, '')
    expect(await texts(page, '.folded')).toEqual([expect.stringMatching(/^\(\d+ more\) too light for this page$/)])
  })

  const hostile = [
    '<script>globalThis.hit=1</script>',
    '</script><script>globalThis.hit=1</script>',
    '</title><script>globalThis.hit=1</script>',
    '<!--<script>',
    '--></style><img/src=x/onerror="globalThis.hit=1">',
    '"><iframe/srcdoc="<script>parent.hit=1</script>">',
    '__proto__',
    'constructor',
    '\ud800 half',
    '\u2028\u2029',
    '\u001b]0;title\u0007\u001b[31m',
    '\u202egnp.exe',
    "'`${globalThis.hit=1}\\",
  ]
  const shown = (text: string) =>
    text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

  test('hostile names are text, and nothing of them runs', async () => {
    const holder = Object.create(null)
    for (const name of hostile) Object.defineProperty(holder, name, { value: new Array(100), enumerable: true })
    const classes = hostile.map((name) => new (Object.defineProperty(class {}, 'name', { value: name }))())
    for (const name of hostile) {
      const html = toHTML(graph([holder, classes]), { title: name, note: name })
      expect(html.isWellFormed()).toBe(true)
      expect(html).not.toMatch(/[^\P{Cc}\n]/u)
    }
    const page = await pages.open(toHTML(graph([holder, classes]), { title: hostile[2], note: hostile[4] }))
    expect(await page.title()).toBe(hostile[2])
    expect(await page.locator('h1').textContent()).toBe(hostile[2])
    expect(await page.locator('#note').textContent()).toBe(hostile[4])
    await page.click('#view-classes')
    const names = await texts(page, '#class-rows td:first-child')
    for (const name of hostile) expect(names).toContain(shown(name))
    for (const name of hostile) {
      await search(page, shown(name).slice(0, 12))
      expect(await page.locator('#list .row').count()).toBeGreaterThan(1)
    }
    for (const view of ['icicle', 'treemap']) {
      await page.click(`#view-${view}`)
      await page.hover('#picture', { position: { x: 200, y: view === 'treemap' ? 250 : 42 } })
      expect(await page.locator('#tooltip').isVisible()).toBe(true)
    }
    expect(await page.evaluate(() => 'hit' in globalThis)).toBe(false)
    expect(await page.locator('script, iframe, img, style').count()).toBe(2)
  })

  test('a heap of hostile names, too', async () => {
    const evil = heapOf(`r:synthetic=0 .x>x x:object=50'EVIL' .EVIL>s s:string=100'EVIL' c:closure=70'EVIL' x>c`)
    const texts = Array.from({ length: evil.strings.length }, (_, i) => evil.strings.text(i).replace('EVIL', hostile.join(' ')))
    const page = await pages.open(toHTML(new HeapGraph({ ...evil, strings: StringTable.from(texts) })))
    await page.locator('#list .row').click()
    expect(await page.locator('#about h2').textContent()).toContain('<script>globalThis.hit=1</script>')
    expect(await page.evaluate(() => 'hit' in globalThis)).toBe(false)
  })

  test('the policy of the page lets nothing in', async () => {
    const asked: (string | undefined)[] = []
    server = createServer((request, response) => void (asked.push(request.url), response.end()))
    await new Promise<void>((listening) => server!.listen(0, '127.0.0.1', listening))
    const there = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const smuggled = `<script>globalThis.hit=1</script><img src="${there}/image" onerror="globalThis.hit=2"><style>main { display: none }</style>`
    const page = await pages.open(toHTML(heap).replace('<body>', `<body>${smuggled}`))
    await page.evaluate((url) => fetch(url).catch(() => {}), `${there}/fetch`)
    expect(await page.evaluate(() => 'hit' in globalThis)).toBe(false)
    expect(await page.locator('#list .row').first().isVisible()).toBe(true)
    expect(pages.problems.splice(0).filter((problem) => problem.includes('Content Security Policy')).length).toBeGreaterThan(3)
    expect(asked).toEqual([])
    const other = await pages.open(`<img src="${there}/image">`)
    await other.locator('img').evaluate((image: any) => image.decode().catch(() => {}))
    expect(asked).toEqual(['/image'])
    await pages.close()
  })

  test('a list of 100,000 links', async () => {
    let list: object | null = null
    for (let i = 0; i < 100_000; i++) list = { next: list }
    const page = await pages.open(toHTML(graph(list)))
    await page.click('#view-icicle')
    await page.evaluate(`void (location.hash = '#icicle/99998')`)
    await page.locator('#path li:nth-child(2)', { hasText: '…' }).waitFor()
    expect(await texts(page, '#path li')).toHaveLength(6)
    expect(await selectedBytes(page)).toBe(`${deepSize({ next: { next: null } })} bytes`)
    await page.click('#path li:nth-child(2) button')
    expect((await texts(page, '#path li')).length).toBeLessThan(210)
    expect(await page.locator('#about .at').textContent()).toContain('… 99,959 steps …')
    await search(page, '.next.next')
    expect(await heading(page)).toContain('99,998 objects found')
  })

  test('200,000 objects: drawn, searched and opened', async () => {
    const large = Array.from({ length: 400 }, (_, i) => Array.from({ length: 249 }, (_, j) => ({ i, tags: new Array(1 + ((i * j) % 40)) })))
    const html = toHTML(graph(large))
    expect(documentOf(html).tree.retained.length).toBe(199_601)
    const begun = performance.now()
    const page = await pages.open(html)
    const opened = performance.now() - begun
    /** In ms, until the next frame is drawn. */
    const taken = (selector: string, key?: string) =>
      page.locator(selector).evaluate(async (element: any, key) => {
        const { KeyboardEvent, requestAnimationFrame } = globalThis as any
        const start = performance.now()
        if (key === undefined) element.click()
        else element.dispatchEvent(new KeyboardEvent('keydown', { key }))
        await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))
        return performance.now() - start
      }, key)
    const inside = await taken('#list li:first-child .row')
    const up = await taken('#up')
    const icicle = await taken('#view-icicle')
    await page.locator('#search').evaluate((field: any) => void (field.value = 'tags'))
    const found = await taken('#search', 'Enter')
    expect(await heading(page)).toContain('99,600 objects found')
    const figures = { opened, inside, up, icicle, found }
    process.stdout.write(
      `200,000 objects in Chromium, ms: ${Object.entries(figures)
        .map(([name, ms]) => `${name} ${ms.toFixed(0)}`)
        .join(', ')}\n`,
    )
  })

  test.each<[string, HeapGraph]>([
    ['a number', graph(5)],
    ['a text', graph('text')],
    ['nothing but roots', heapOf('r:synthetic=0')],
  ])('of %s', async (_name, small) => {
    const page = await pages.open(toHTML(small))
    expect(await heading(page)).toBe('Holds nothing else')
    for (const view of ['icicle', 'classes', 'treemap']) await page.click(`#view-${view}`)
    await page.click('#picture', middle)
    expect(await pathOf(page)).not.toBe('')
  })
})

describe('compared with a snapshot before', () => {
  const later = heapOf(`
  r:synthetic=0'' s:g>g
  g:object=10'Window' .app>app .a>a .b>b
  app:object=20'App' .list>list
  list:object=30'Array' i:elements>store [0]>one [1]>two
  store:array=900'' i:1>two i:5>one
  one:object=100'Item' .text>text two:object=200'Item' .run>run
  text:string=4000'long' a:string=24'same' b:string=24'same' run:closure=64'run'
  three:object=500'Item' list>three`)

  test('objects, classes and paths tell what grew', () => {
    const { tree, growth, classes, strings } = documentOf(toHTML(later, { before: heap }))
    const grown = (node: string) => growth?.retained?.[tree.id.indexOf(later.nodeId[later.node(node)])]
    expect([grown('r'), grown('list'), grown('three'), grown('text')]).toEqual([1300, 1300, 500, 0])
    expect(classes.map(({ name, grown }) => [strings[name], grown])).toContainEqual(['Array', 800])
    expect(growth?.paths.map(({ name, count, bytes }) => [strings[name], count, bytes])).toEqual([
      ['Window.app.list', 0, 800],
      ['Window.app.list.three', 1, 500],
    ])
  })

  test('of two processes only classes and paths can be compared', () => {
    const other = heapOf(`r:synthetic=0'' s:g>x x:object=10'Other' .y>y y:closure=9'y'`.replace('s:g', 's:x'))
    expect(documentOf(toHTML(later, { before: other })).growth?.retained).toBeUndefined()
  })

  test('a graph of values has no before', () => {
    expect(() => toHTML(graph(value), { before: heap })).toThrow('Give two heap snapshots.')
    expect(() => toHTML(heap, { before: graph(value) })).toThrow('Give two heap snapshots.')
  })
})
