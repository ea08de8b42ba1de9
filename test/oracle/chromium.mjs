import { chromium } from 'playwright-core'
import { enginePath } from '../../scripts/engines.mjs'

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
]

export const launchChromium = () => chromium.launch({ executablePath: enginePath('chromium'), args: flags })

/**
 * Runs scripts in a page of their own, and takes snapshots of its heap.
 * @param {(chunks: Uint8Array[]) => Promise<any>} read readHeapSnapshot of a list of chunks
 */
export const chromiumPage = (read) => async (/** @type {string} */ script) => {
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    await page.goto('about:blank')
    await page.addScriptTag({ content: script })
    const errors = /** @type {string[]} */ (await page.evaluate('globalThis.holder?.errors ?? []'))
    const session = await page.context().newCDPSession(page)
    /** @type {Uint8Array[]} */
    const chunks = []
    session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(Buffer.from(chunk)))
    await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
    return { graph: await read(chunks), errors }
  } finally {
    await browser.close()
  }
}
