import { heapCensus } from '../../src/heap.js'
import { processMemory, processPage, withHeap } from '../../src/process.js'
import { ChromiumPages, noChromium } from '../chromium-pages.js'

if (noChromium) process.stdout.write(`pages of processes: not run: ${noChromium}\n`)
const inChromium = noChromium ? test.skip : test

const pages = new ChromiumPages()
beforeAll(async () => {
  if (!noChromium) await pages.start()
})
afterAll(() => pages.stop())

inChromium.each(['light', 'dark'] as const)('the page of a process, %s: its parts, and its heap by class', async (colorScheme) => {
  const report = withHeap(processMemory(), heapCensus())
  const page = await pages.open([...processPage(report, 'My <process>')].join(''), { colorScheme })
  const parts = report.parts.map(({ name }) => `/${name}`)
  const list = page.locator('#list')
  const held = await list.innerText()
  for (const part of parts.slice(0, 3)) expect(held).toContain(part)
  expect(held).not.toContain('more)')
  expect(await page.locator('#title').innerText()).toBe('My <process>')
  await page.locator('#search').fill('(array)')
  await page.locator('#list-heading', { hasText: /found/i }).waitFor()
  expect(await list.innerText()).toMatch(/\(array\)/)
  expect(await pages.close()).toEqual([])
})
