import { formatBytes } from '../bytes.js'
import { calibrate } from '../check/calibrate.js'
import { type ComparedSample, checkLayout, type LayoutCheck } from '../check/check-layout.js'
import { checkProbe, type ProbeCheck } from '../check/check-probe.js'
import { MemSizeError } from '../errors.js'
import { type CurrentLayout, currentLayout } from '../method.js'
import { printable } from '../printable.js'
import type { HeaderKind, Layout } from '../protocol.js'
import { type Cell, type Column, type Paint, textTable } from '../tree/text-table.js'
import type { Command } from './command.js'
import { CommandError, type Host, paintOf, titledLines, widthOf } from './host.js'
import { outputOptions, writeReport } from './output-file.js'
import { progressOf } from './progress.js'

interface LayoutOptions {
  readonly json?: boolean
  readonly verify?: boolean
  readonly calibrate?: boolean
  readonly output?: string
}

export const layout: Command = {
  name: 'layout',
  arguments: '',
  summary: 'what is known of the engine that runs this, and whether it is true',
  options: [
    { flags: '--verify', summary: 'compare probe and layout with heap snapshots, in processes of their own (some seconds)' },
    {
      flags: '--calibrate',
      summary: 'print the layout that a heap snapshot of this engine shows, as JSON: to save, and for memsize of --layout',
    },
    ...outputOptions,
  ],
  notes: `HEADER is the size of an instance without fields. With --verify, each kind
stands for a few values: MODEL is the deep size that the layout computes,
SNAPSHOT is the deep size that the engine reports. The exit code is 1 if
anything is wrong.

With --json (sizes in bytes; a bound of null means that there is none):
  { layout: { name, title, engine, version, measured, pointer, headers, ... },
    probe: { on, reason? },
    verified: { passed, probe: { passed, reason? },
                layout: { passed, reason?, samples: [{ kind, name, bytes,
                          lower, upper, truth, holds }] } } }`,
  async run(host, _args, options: LayoutOptions) {
    const { output } = options
    const progress = progressOf(host)
    if (options.calibrate) {
      progress.show('Reading a heap snapshot')
      const found = await calibrated()
      progress.end()
      return writeReport(host, JSON.stringify(found, null, 2), output)
    }
    const known = currentLayout()
    if (options.verify) progress.show('Comparing with heap snapshots')
    const verified = options.verify ? await verify(known) : undefined
    progress.end()
    await writeReport(host, options.json ? machineReport(known, verified) : report(host, known, verified, output), output)
    return verified === undefined || verified.passed ? 0 : 1
  },
}

interface Verified {
  readonly passed: boolean
  /** undefined: no probe is meant to be there. */
  readonly probe: ProbeCheck | undefined
  readonly layout: LayoutCheck
}

async function verify({ engine, probe }: CurrentLayout): Promise<Verified> {
  // the two would share the time of one processor, and a snapshot is heavy enough alone
  const layoutCheck = engine === 'v8' ? await checkLayout() : { reason: 'only V8 writes heap snapshots' }
  const probeCheck = probe.on || mayBeChecked(probe.reason) ? await checkProbe() : undefined
  const layoutPassed = 'samples' in layoutCheck && layoutCheck.samples.every(({ holds }) => holds)
  return { passed: layoutPassed && probeCheck?.passed !== false, probe: probeCheck, layout: layoutCheck }
}

/** A probe that is off because nobody has tried it here is one to try. */
const mayBeChecked = (reason: string): boolean => reason.includes('never tested')

function machineReport({ probe, ...layout }: CurrentLayout, verified: Verified | undefined): string {
  const checks = verified && {
    passed: verified.passed,
    probe: verified.probe,
    layout:
      'samples' in verified.layout
        ? { passed: verified.layout.samples.every(({ holds }) => holds), samples: verified.layout.samples }
        : { passed: false, reason: verified.layout.reason },
  }
  return JSON.stringify({ layout, probe, verified: checks }, null, 2)
}

/** Whatever is wrong is a CommandError of one line. */
async function calibrated(): Promise<Layout> {
  try {
    return await calibrate()
  } catch (error) {
    if (error instanceof MemSizeError) throw new CommandError(error.message)
    throw error
  }
}

function report(host: Host, known: CurrentLayout, verified: Verified | undefined, output: string | undefined): string {
  const paint = paintOf(host, output)
  const samples = verified && 'samples' in verified.layout ? verified.layout.samples : undefined
  const parts = [
    `  ${paint('strong', printable(known.title))}`,
    facts(known, paint),
    samples === undefined
      ? textTable(headerColumns(known, Object.keys(known.headers) as HeaderKind[]), { width: widthOf(host), paint })
      : textTable(comparedColumns(known, samples), { width: widthOf(host), paint }),
  ]
  if (verified !== undefined) parts.push(verdict(verified, paint))
  return parts.join('\n\n')
}

function facts(known: CurrentLayout, paint: Paint): string {
  const { probe, measured, spread } = known
  const numbers = measured ? "checked against this engine's heap snapshots" : 'those of the nearest engine that is known'
  const wider = spread[0] === 1 && spread[1] === 1 ? '' : `; bounds are widened to ${spread[0]} and ${spread[1]} times`
  const lines: [string, string][] = [
    ['Layout', known.name],
    ['Numbers', `${numbers}${wider}`],
    ['Probe', probe.on ? 'on: sizes are exact' : `off: ${probe.reason}`],
    ['Slot', `${known.pointer} B; integers of up to ${known.smallIntegerBits} bits need no box`],
    ['Buffers', buffers(known)],
  ]
  return titledLines(lines, paint)
}

function buffers({ onHeapTypedArray, bufferPool }: Layout): string {
  const onHeap = onHeapTypedArray === 0 ? 'data never on the heap' : `data of up to ${formatBytes(onHeapTypedArray)} on the heap`
  return bufferPool === 0 ? onHeap : `${onHeap}; small Buffers share ${formatBytes(bufferPool)}`
}

const plain = (text: string): Cell => [['plain', text]]

function headerColumns({ headers }: Layout, kinds: readonly HeaderKind[]): Column[] {
  return [
    { title: 'HEADER', right: true, cells: kinds.map((kind) => plain(formatBytes(headers[kind]))) },
    { title: 'KIND', cells: kinds.map(plain) },
  ]
}

function comparedColumns(known: Layout, samples: readonly ComparedSample[]): Column[] {
  const [header] = headerColumns(
    known,
    samples.map(({ kind }) => kind),
  )
  return [
    { ...header, dispensable: 1 },
    { title: 'MODEL', right: true, cells: samples.map((sample) => plain(modelText(sample))) },
    { title: 'SNAPSHOT', right: true, cells: samples.map(({ truth }) => plain(exactBytes(truth))) },
    {
      title: 'RESULT',
      cells: samples.map(
        ({ holds, lower, upper }): Cell => (holds ? [['quiet', lower === upper ? 'exact' : 'within']] : [['strong', 'WRONG']]),
      ),
    },
    {
      title: 'VALUE',
      cells: samples.map(
        ({ kind, name }): Cell => [
          ['plain', kind],
          ['quiet', `  ${name}`],
        ],
      ),
    },
  ]
}

/** To the byte, as these are compared. */
const exactBytes = (bytes: number): string => `${bytes.toLocaleString('en')} B`

function modelText({ lower, upper }: ComparedSample): string {
  if (lower === upper) return exactBytes(lower)
  return upper === null ? `≥ ${exactBytes(lower)}` : `${lower.toLocaleString('en')}–${exactBytes(upper)}`
}

function verdict({ probe, layout: found }: Verified, paint: Paint): string {
  const lines: [string, string][] = [
    ['Probe', probe === undefined ? 'not checked: it cannot run here' : probe.passed ? 'equal to the snapshot' : `WRONG: ${probe.reason}`],
    ['Layout', layoutVerdict(found)],
  ]
  return titledLines(lines, paint)
}

function layoutVerdict(found: LayoutCheck): string {
  if (!('samples' in found)) return `not checked: ${found.reason}`
  const { samples } = found
  const exact = samples.filter(({ lower, upper }) => lower === upper).length
  const wrong = samples.filter(({ holds }) => !holds).length
  if (wrong > 0) return `WRONG for ${wrong} of ${samples.length} values`
  return `holds for ${samples.length} values: ${exact} to the byte, ${samples.length - exact} within the bounds`
}
