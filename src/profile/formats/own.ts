import type { AdHocSite, AllocationProfile, ProfileFrame, ProfileSite } from '../allocation-profile.js'
import { assembled } from '../assemble.js'
import { frameKey } from '../call-nodes.js'
import { importedSite } from './imported-site.js'
import { isNumber, isObject, malformed, parsedJSON } from './malformed.js'

/** memsize's own file: all that a profile has, each frame once. */
const format = 'memsize'
const mark = 'memsize-profile'
const version = 1

export function writeProfile(profile: AllocationProfile): string {
  const frames: ProfileFrame[] = []
  const numbers = new Map<string, number>()
  const numberOf = (frame: ProfileFrame) => {
    const key = frameKey(frame)
    let number = numbers.get(key)
    if (number === undefined) {
      number = frames.push(frame) - 1
      numbers.set(key, number)
    }
    return number
  }
  const sites = profile.sites.map(
    ({ function: _name, file: _file, line: _line, column: _column, bound: _bound, bounds: _bounds, ...site }) => ({
      ...site,
      stack: site.stack.map(numberOf),
    }),
  )
  const events = profile.events && {
    unit: profile.events.unit,
    sites: profile.events.sites.map(({ stack, ...site }) => ({ ...site, stack: stack.map(numberOf) })),
  }
  const { sums: _sums, bounds: _bounds, costs: _costs, ...rest } = profile
  return JSON.stringify({ format: mark, version, ...rest, frames, sites, events })
}

export function readOwn(text: string): AllocationProfile {
  const file = parsedJSON(text, format)
  if (!isObject(file) || file.format !== mark) throw malformed(format, 'the file', `an object with format: "${mark}"`, file)
  if (file.version !== version) throw malformed(format, 'the version', String(version), file.version)
  if (!Array.isArray(file.frames)) throw malformed(format, '`frames`', 'a list', file.frames)
  if (!Array.isArray(file.sites)) throw malformed(format, '`sites`', 'a list', file.sites)
  const frames = file.frames.map(frameOf)
  const { by, engine, begun, milliseconds, threads, notes, arrayBuffers, sizes, interval } = file as Partial<AllocationProfile>
  const lists = { threads, notes, sizes }
  for (const [name, list] of Object.entries(lists)) if (!Array.isArray(list)) throw malformed(format, `\`${name}\``, 'a list', list)
  if (!isObject(interval)) throw malformed(format, '`interval`', 'an object', interval)
  return assembled({
    by: String(by),
    engine: String(engine ?? ''),
    begun: isNumber(begun) ? begun : 0,
    milliseconds: isNumber(milliseconds) ? milliseconds : 0,
    interval: interval as unknown as AllocationProfile['interval'],
    threads,
    notes,
    arrayBuffers,
    sizes,
    sites: file.sites.map((site) => siteOf(site, frames)),
    events: eventsOf(file.events, frames),
  })
}

function frameOf(frame: unknown): ProfileFrame {
  if (!isObject(frame) || typeof frame.function !== 'string' || typeof frame.file !== 'string')
    throw malformed(format, 'a frame', 'one with function and file', frame)
  const { function: name, file, line, column } = frame
  return { function: name, file, line: isNumber(line) ? line : 0, column: isNumber(column) ? column : 0 }
}

function stackOf(stack: unknown, frames: readonly ProfileFrame[]): ProfileFrame[] {
  if (!Array.isArray(stack) || !stack.every((number) => frames[number] !== undefined))
    throw malformed(format, 'a stack', 'a list of frames', stack)
  return stack.map((number) => frames[number])
}

function siteOf(site: unknown, frames: readonly ProfileFrame[]): ProfileSite {
  if (!isObject(site)) throw malformed(format, 'a site', 'an object', site)
  const { total, peak, live, temporary, spread, labels, thread, external, blocks, liveBlocks, samples, lifetime } =
    site as Partial<ProfileSite>
  for (const cost of [total, peak, live, temporary])
    if (cost !== undefined && !isNumber(cost)) throw malformed(format, 'a cost', 'a number of bytes', cost)
  if (spread !== undefined && !(Array.isArray(spread) && spread.length === 5 && spread.every(isNumber)))
    throw malformed(format, '`spread`', 'five numbers', spread)
  return importedSite({
    stack: stackOf(site.stack, frames),
    costs: { total, peak, live, temporary },
    spread,
    labels: isObject(labels) ? labels : {},
    thread: String(thread ?? 'main'),
    external: isNumber(external) ? external : 0,
    blocks,
    liveBlocks,
    samples: isNumber(samples) ? samples : 0,
    lifetime,
  })
}

function eventsOf(events: unknown, frames: readonly ProfileFrame[]): AllocationProfile['events'] {
  if (events === undefined) return undefined
  if (!isObject(events) || !Array.isArray(events.sites)) throw malformed(format, '`events`', 'an object with sites', events)
  const sites = events.sites.map((site): AdHocSite => {
    if (!isObject(site) || !isNumber(site.weight) || !isNumber(site.events)) throw malformed(format, 'an event', 'one with a weight', site)
    return { stack: stackOf(site.stack, frames), weight: site.weight, events: site.events }
  })
  return { unit: String(events.unit), sites }
}
