import { MemSizeError, shown } from '../errors.js'
import type { Layout } from '../protocol.js'
import { layouts } from './engines.js'

interface Versions {
  readonly v8?: string
  readonly node?: string
  readonly bun?: string
  readonly deno?: string
  readonly electron?: string
}

/** What can be known of the place the library runs in. */
export interface Surroundings {
  readonly versions: Versions | undefined
  /** `process.config.variables.v8_enable_pointer_compression`. */
  readonly compressed: boolean
  readonly userAgent: string | undefined
}

const measured = [layouts.node20, layouts.node22, layouts.node24, layouts.node26]

/** The layout of the engine in those surroundings; the nearest known one, with wider bounds, where it is not in the tables. */
export function detectLayout({ versions, compressed, userAgent }: Surroundings): Layout {
  if (versions?.bun !== undefined) return layouts.jsc
  if (versions?.deno !== undefined) return known(layouts.deno, Number.parseInt(versions.v8 ?? '', 10) === 15, `V8 ${versions.v8}`)
  if (versions?.v8 !== undefined) {
    const major = Number.parseInt(versions.v8, 10)
    if (compressed || versions.electron !== undefined)
      return known(layouts.chromium, major === 15, `V8 ${versions.v8}, compressed pointers`)
    let nearest: Layout = layouts.node20
    for (let i = 0; i < measured.length; i++) {
      const layout = measured[i] as Layout
      if (Math.abs(layout.version - major) < Math.abs(nearest.version - major)) nearest = layout
    }
    return known(nearest, nearest.version === major, `V8 ${versions.v8}`)
  }
  if (userAgent === undefined) return known(layouts.node24, false, 'an unknown engine')
  if (/\bFirefox\/\d/.test(userAgent)) return layouts.spidermonkey
  const chrome = /\b(?:Headless)?Chrom(?:e|ium)\/(\d+)/.exec(userAgent)
  if (chrome) return known(layouts.chromium, Number(chrome[1]) >= 150 && Number(chrome[1]) <= 156, `Chromium ${chrome[1]}`)
  if (/\bSafari\/\d/.test(userAgent)) return layouts.jsc
  return known(layouts.node24, false, 'an unknown engine')
}

/** How far beside the nearest layout an engine may lie that is not in the tables. A guess: V8's own versions differ by up to 10 %. */
const unknownSpread = [0.8, 1.25] as const

function known(layout: Layout, isKnown: boolean, what: string): Layout {
  if (isKnown) return layout
  return { ...layout, name: `like-${layout.name}`, title: `${what}, taken for ${layout.title}`, measured: false, spread: unknownSpread }
}

interface Host {
  readonly process?: {
    readonly versions?: Versions
    readonly config?: { readonly variables?: Readonly<Record<string, unknown>> }
  }
  readonly navigator?: { readonly userAgent?: string }
}

let running: Layout | undefined

/** The layout of the engine that runs this. */
export function runningLayout(): Layout {
  if (running === undefined) {
    const { process, navigator } = globalThis as Host
    const compression = process?.config?.variables?.v8_enable_pointer_compression
    running = detectLayout({
      versions: process?.versions,
      compressed: compression === 1 || compression === '1' || compression === true,
      userAgent: navigator?.userAgent,
    })
  }
  return running
}

/** Whether it has all that a layout has, each of the type it should be. */
export function isLayout(option: unknown): option is Layout {
  if (!isLike(option, layouts.node24)) return false
  const { engine, headers } = option
  return (engine === 'v8' || engine === 'jsc' || engine === 'spidermonkey') && isLike(headers, layouts.node24.headers)
}

function isLike<T extends object>(value: unknown, example: T): value is T {
  if (typeof value !== 'object' || value === null) return false
  const names = Object.keys(example) as (keyof T)[]
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as keyof T
    if (typeof (value as T)[name] !== typeof example[name]) return false
  }
  return true
}

/** The layout an option names or gives; the running engine's without one. Throws a MemSizeError for anything else. */
export function chosenLayout(option: unknown): Layout {
  if (option === undefined) return runningLayout()
  if (isLayout(option)) return option
  throw new MemSizeError(
    `Expected \`layout\` to be one of layouts (${Object.keys(layouts).join(', ')}) or a calibrated one, got ${shown(option)}. Pass it like { layout: layouts.chromium }.`,
  )
}
