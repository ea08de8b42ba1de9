/** Makes one module of each page of src/report/html/page/: its script with the packages it needs, its style, and the hashes that a policy names. */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { licencesOf } from './licences.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'src/report/html')

/** Each page's folder, and the module that is made of it. */
const pages = { page: 'page-assets.ts', 'page/profile': 'profile-page-assets.ts' }

export function buildPage() {
  for (const [source, assets] of Object.entries(pages)) buildOne(source, assets)
}

/** @param {string} source @param {string} assets */
function buildOne(source, assets) {
  const script = bundle(`${source}/main.ts`)
  const style = bundle(`${source}/style.css`)
  const page = {
    script: script.text,
    scriptHash: hashOf(script.text),
    style: style.text,
    styleHash: hashOf(style.text),
    body: readFileSync(join(folder, `${source}/body.html`), 'utf8').trim(),
    licences: licencesOf(root, script.inputs).trim(),
  }
  for (const [name, text] of Object.entries(page)) {
    // each is put into HTML as it stands
    if (/<\/(script|style)|<!--|-->/i.test(text)) throw new Error(`The page's ${name} would end its element`)
  }
  writeFileSync(
    join(folder, assets),
    `/** Made of ${source}/ by scripts/page.mjs. */\nexport const page: Readonly<Record<string, string>> = ${JSON.stringify(page, null, 2)}\n`,
  )
}

/** @param {string} file */
function bundle(file) {
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: [join(folder, file)],
    bundle: true,
    charset: 'utf8',
    format: 'iife',
    legalComments: 'none',
    metafile: true,
    minify: true,
    target: 'es2022',
    write: false,
  })
  return { text: outputFiles[0].text.trim(), inputs: metafile.inputs }
}

/** @param {string} text */
const hashOf = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`
