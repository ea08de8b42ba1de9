import { type AllocationProfile, type Cost, costs, type ProfileFrame } from '../allocation-profile.js'
import { assembled } from '../assemble.js'
import { frameKey } from '../call-nodes.js'
import { importedSite } from './imported-site.js'
import { isNumber, isObject, malformed, parsedJSON } from './malformed.js'
import { markedStack, unmarked } from './marked-stack.js'

/** speedscope's own format, which shows several costs as several profiles: speedscope.app/file-format-schema.json. */
const format = 'speedscope'
const schema = 'https://www.speedscope.app/file-format-schema.json'

const titles: Readonly<Record<Cost, string>> = { total: 'total', peak: 'at the peak', live: 'at the end', temporary: 'temporary' }

interface Frame {
  readonly name: string
  readonly file?: string
  readonly line?: number
  readonly col?: number
}

export function writeSpeedscope(profile: AllocationProfile): string {
  const frames: Frame[] = []
  const numbers = new Map<string, number>()
  const numberOf = (frame: ProfileFrame) => {
    const key = frameKey(frame)
    let number = numbers.get(key)
    if (number === undefined) {
      const { function: name, file, line, column } = frame
      number = frames.push({ name, ...(file && { file }), ...(line && { line }), ...(column && { col: column }) }) - 1
      numbers.set(key, number)
    }
    return number
  }
  const samples = profile.sites.map((site) => [...markedStack(site)].reverse().map(numberOf))
  const profiles = profile.costs.map((cost) => {
    const weights = profile.sites.map((site) => site[cost] ?? 0)
    const endValue = weights.reduce((sum, weight) => sum + weight, 0)
    return { type: 'sampled', name: titles[cost], unit: 'bytes', startValue: 0, endValue, samples, weights }
  })
  return JSON.stringify({ $schema: schema, exporter: 'memsize', name: 'memsize', activeProfileIndex: 0, profiles, shared: { frames } })
}

/** Reads those of its profiles that are of bytes. One that is named for no cost we know is the total. */
export function readSpeedscope(text: string): AllocationProfile {
  const file = parsedJSON(text, format)
  if (!isObject(file) || !isObject(file.shared) || !Array.isArray(file.shared.frames))
    throw malformed(format, 'the file', 'an object with `shared.frames`', file)
  if (!Array.isArray(file.profiles)) throw malformed(format, '`profiles`', 'a list', file.profiles)
  const frames = file.shared.frames.map(frameOf)
  const sites = new Map<string, { stack: readonly ProfileFrame[]; costs: Partial<Record<Cost, number>> }>()
  for (const one of file.profiles) {
    if (!isObject(one) || one.type !== 'sampled') throw malformed(format, 'a profile', 'of type "sampled"', isObject(one) ? one.type : one)
    if (one.unit !== 'bytes') throw malformed(format, 'the unit', '"bytes": this one is not of memory', one.unit)
    addSamples(sites, one.samples, one.weights, frames, costOf(String(one.name)))
  }
  return assembled({
    by: format,
    sites: [...sites.values()].map(({ stack, costs: known }) => {
      const { isExternal, ...site } = unmarked(stack)
      return importedSite({ ...site, costs: known, external: isExternal ? (known.total ?? 0) : 0 })
    }),
  })
}

function costOf(name: string): Cost {
  const known = costs.find((cost) => titles[cost] === name)
  if (known !== undefined) return known
  return /live|in.?use/i.test(name) ? 'live' : /peak/i.test(name) ? 'peak' : 'total'
}

function frameOf(frame: unknown): ProfileFrame {
  if (!isObject(frame) || typeof frame.name !== 'string') throw malformed(format, 'a frame', 'an object with a name', frame)
  const { name, file, line, col } = frame as unknown as Frame
  return { function: name, file: typeof file === 'string' ? file : '', line: isNumber(line) ? line : 0, column: isNumber(col) ? col : 0 }
}

function addSamples(
  sites: Map<string, { stack: readonly ProfileFrame[]; costs: Partial<Record<Cost, number>> }>,
  samples: unknown,
  weights: unknown,
  frames: readonly ProfileFrame[],
  cost: Cost,
): void {
  if (!Array.isArray(samples) || !Array.isArray(weights) || samples.length !== weights.length)
    throw malformed(format, '`samples` and `weights`', 'lists of one length', samples)
  for (const [i, sample] of samples.entries()) {
    if (!Array.isArray(sample) || !sample.every((number) => frames[number] !== undefined))
      throw malformed(format, 'a sample', 'a list of frames', sample)
    if (!isNumber(weights[i])) throw malformed(format, 'a weight', 'a number', weights[i])
    const key = sample.join()
    let site = sites.get(key)
    if (site === undefined) {
      site = { stack: sample.map((number) => frames[number]).reverse(), costs: {} }
      sites.set(key, site)
    }
    site.costs[cost] = (site.costs[cost] ?? 0) + weights[i]
  }
}
