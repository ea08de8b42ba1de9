import { assembled } from '../../src/profile/assemble.js'
import { type ImportedSite, importedSite } from '../../src/profile/formats/imported-site.js'
import { type ProfileFrame, profileHTML } from '../../src/profile.js'
import { ChromiumPages, noChromium } from '../chromium-pages.js'

const frame = (name: string, file = '/app/a.js', line = 1): ProfileFrame => ({ function: name, file, line, column: 1 })
const main = frame('main')
const hostile = frame('</script><img src=x onerror="document.title=1">', '/app/<b>.js')

const sitesOf = (grown: number): ImportedSite[] => [
  {
    stack: [frame('parse'), main],
    costs: { total: 6_000_000 * grown, peak: 100, live: 10, temporary: 5_000_000 },
    blocks: 10,
    liveBlocks: 1,
  },
  {
    stack: [frame('fill'), frame('load'), main],
    costs: { total: 3_000_000, peak: 2_000_000, live: 2_000_000, temporary: 0 },
    blocks: 5,
    liveBlocks: 5,
  },
  { stack: [hostile, main], costs: { total: 1_000_000, peak: 0, live: 0, temporary: 0 }, thread: 'worker 1', labels: { route: '/<i>' } },
]
const profileOf = (grown = 1) =>
  assembled({
    by: 'samples',
    engine: 'Node 24',
    milliseconds: 4000,
    sites: sitesOf(grown).map(importedSite),
    sizes: [
      { atLeast: 32, bytes: 6_000_000, blocks: 1000 },
      { atLeast: 4096, bytes: 4_000_000, blocks: 10 },
    ],
    threads: [
      {
        name: 'main',
        milliseconds: 4000,
        collections: 3,
        samples: 10,
        interval: { asked: 1, last: 1, widest: 1 },
        moments: [0, 1, 2, 3].map((i) => ({ milliseconds: i * 1000, total: i * 1e6, live: i * 5e5, external: i * 1e5 })),
      },
    ],
    notes: ['A note with <b>markup</b>.'],
  })

const html = (options = {}) => [...profileHTML(profileOf(), { title: 'Orders <1>', ...options })].join('')

const testInChromium = noChromium === '' ? test : test.skip
if (noChromium !== '') console.log(`the page of profiles is not tested: ${noChromium}`)

describe('in Chromium', () => {
  const pages = new ChromiumPages()
  beforeAll(async () => {
    if (noChromium === '') await pages.start()
  })
  afterAll(async () => {
    if (noChromium === '') await pages.stop()
  })
  afterEach(async () => {
    expect(await pages.close()).toEqual([])
  })

  testInChromium('shows each cost from both ends, and goes where one clicks', async () => {
    const page = await pages.open(html())
    const text = (selector: string) => page.locator(selector).innerText()
    const list = () => page.locator('#list button bdi').allInnerTexts()
    expect(await text('h1')).toBe('Orders <1>')
    expect(await text('#totals')).toMatch(/10\.0.MB total/)
    // the canvas has something on it
    const colours = await page.evaluate(`(() => {
      const canvas = document.getElementById('flame')
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, Math.min(canvas.height, 60))
      return new Set(new Uint32Array(data.buffer)).size
    })()`)
    expect(colours).toBeGreaterThan(5)
    expect(await list()).toEqual(['main', 'worker 1'])
    await page.click('#list button >> nth=0')
    expect(await list()).toEqual(['parse', 'load'])
    await page.keyboard.press('Escape')
    await page.click('#cost-live')
    expect(await text('#totals')).toMatch(/2\.00.MB at the end/)
    await page.click('#view-bottom-up')
    expect(await list()).toEqual(['fill', 'parse'])
    // the second row of the picture: fill, over nearly all of it
    await page.click('#flame', { position: { x: 100, y: 30 } })
    expect(await text('#about h2')).toBe('fill')
    expect(await list()).toEqual(['load'])
  })

  testInChromium('search marks and sums up', async () => {
    const page = await pages.open(html())
    await page.fill('#search', 'load')
    // by a selector: the page's own policy forbids to evaluate a text
    await page.locator('#totals', { hasText: 'found' }).waitFor()
    expect(await page.locator('#totals').innerText()).toMatch(/found 3.00.MB, 30.0%/)
  })

  testInChromium('over time, a range says what was allocated in it', async () => {
    const page = await pages.open(html())
    await page.click('#view-time')
    expect(await page.locator('.range-text').innerText()).toMatch(/0\.00.s to 3\.00.s: 3\.00.MB allocated, live \+1\.80.MB/)
    const box = (await page.locator('.timeline').boundingBox())!
    await page.mouse.move(box.x + box.width * 0.3, box.y + 50)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.7, box.y + 50)
    await page.mouse.up()
    expect(await page.locator('.range-text').innerText()).toMatch(/1\.00.s to 2\.00.s: 1\.00.MB allocated, live \+600.kB/)
    await page.click('#view-sizes')
    expect(await page.locator('.sizes tbody tr').count()).toBe(2)
  })

  testInChromium('a comparison has two colours', async () => {
    const page = await pages.open(html({ before: profileOf(3) }))
    expect(await page.locator('#totals').innerText()).toMatch(/10\.0.MB total \(-12\.0.MB\)/)
    await page.click('#list button >> nth=0')
    expect(await page.locator('#list button bdi').allInnerTexts()).toEqual(['parse', 'load'])
    await page.click('#list button >> nth=0')
    expect(await page.locator('#about').innerText()).toMatch(/18\.0.MB before, -12\.0.MB/)
  })

  testInChromium('follows the system in light and dark, and the switch', async () => {
    const page = await pages.open(html(), { colorScheme: 'dark' })
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    const dark = await ground()
    await page.click('#theme')
    expect(await ground()).not.toBe(dark)
  })
})

test('of nothing is a page too, and unknown options are refused', () => {
  const nothing = [...profileHTML(assembled({ by: 'samples', sites: [] }))].join('')
  expect(nothing).toContain('<canvas id="flame"')
  expect(() => [...profileHTML(profileOf(), { titel: 'x' } as never)]).toThrow('Unknown option `titel`')
})

test('no name ends the script or the data', () => {
  expect(html().match(/<\/script>/g)).toHaveLength(2)
  expect(html()).not.toContain('<img')
})
