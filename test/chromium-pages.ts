import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { enginePath } from '../scripts/engines.mjs'
import { launchChromium } from './oracle/chromium.mjs'

/** Why there is no Chromium; empty where there is one. */
export const noChromium = (() => {
  try {
    enginePath('chromium')
    return ''
  } catch (error) {
    return String(error)
  }
})()

/** Files opened in one Chromium, and what went wrong in them. */
export class ChromiumPages {
  /** Errors, messages on the console, and requests for anything but the file. */
  readonly problems: string[] = []
  private readonly folder = mkdtempSync(join(tmpdir(), 'memsize-pages-'))
  private browser: Browser | undefined
  private opened: Page[] = []

  async start(): Promise<void> {
    this.browser = await launchChromium()
  }

  async open(html: string, options: BrowserContextOptions = {}, hash = ''): Promise<Page> {
    const file = join(this.folder, 'page.html')
    writeFileSync(file, html)
    const page = await this.browser!.newPage({ viewport: { width: 1000, height: 700 }, ...options })
    this.opened.push(page)
    page.setDefaultTimeout(4000)
    const { href } = pathToFileURL(file)
    page.on('console', (message) => this.problems.push(`console: ${message.text()}`))
    page.on('pageerror', (error) => this.problems.push(`error: ${error.message}`))
    page.on('dialog', (dialog) => this.problems.push(`dialog: ${dialog.message()}`))
    page.on('request', (request) => {
      if (!request.url().startsWith(href) && request.url() !== 'data:,') this.problems.push(`request: ${request.url()}`)
    })
    await page.goto(href + hash)
    return page
  }

  /** Closes the pages, and gives what went wrong in them. */
  async close(): Promise<string[]> {
    for (const page of this.opened) await page.close()
    this.opened = []
    return this.problems.splice(0)
  }

  async stop(): Promise<void> {
    await this.browser?.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
