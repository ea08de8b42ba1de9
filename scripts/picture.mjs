/** node scripts/picture.mjs: docs/images/page.png, the HTML page of the README as Chromium draws it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { graph } from 'memsize'
import { toHTML } from 'memsize/report'
import { launchChromium } from '../test/oracle/chromium.mjs'

const text = (/** @type {number} */ length) => JSON.parse(JSON.stringify('x'.repeat(length)))
const texts = (/** @type {number} */ count) => Array.from({ length: count }, (_, i) => text(300 + 100 * (i % 7)))

/** A program's state: parts of different sizes, so that the page has something to show. */
const app = {
  pages: new Map(['home', 'search', 'basket', 'help', 'account'].map((name, i) => [name, { html: texts(80 - 14 * i), etag: `"${i}"` }])),
  sessions: Array.from({ length: 12 }, (_, id) => ({ user: { id, name: `user ${id}` }, visited: texts(3 + id) })),
  images: { logo: new Uint8Array(30_000), banner: new Uint8Array(70_000), icons: Array.from({ length: 6 }, () => new Uint8Array(6000)) },
  index: Object.fromEntries(['title', 'body', 'author'].map((key, i) => [key, new Map(texts(30 * (i + 1)).map((line, at) => [at, line]))])),
  log: texts(30),
}

const folder = mkdtempSync(join(tmpdir(), 'memsize-picture-'))
const browser = await launchChromium()
try {
  const html = join(folder, 'shop.html')
  writeFileSync(html, toHTML(graph(app), { title: 'app', note: 'what a small server holds' }))
  const page = await browser.newPage({ viewport: { width: 1000, height: 560 }, colorScheme: 'light' })
  await page.goto(pathToFileURL(html).href)
  await page.waitForTimeout(500)
  await page.screenshot({ path: fileURLToPath(new URL('../docs/images/page.png', import.meta.url)) })
} finally {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
}
