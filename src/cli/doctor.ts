import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { formatBytes } from '../bytes.js'
import { measure } from '../measure.js'
import { currentLayout } from '../method.js'
import { printable } from '../printable.js'
import { binaryFor } from '../probe/load.js'
import type { Command } from './command.js'
import { CommandError, type Host, paintOf, titledLines } from './host.js'
import { outputOptions, writeReport } from './output-file.js'

interface DoctorOptions {
  readonly json?: boolean
  readonly output?: string
}

interface Findings {
  readonly method: 'probe' | 'model'
  /** Why it is the model. */
  readonly reason?: string
  readonly remedy?: string
  readonly engine: {
    readonly layout: string
    readonly title: string
    readonly measured: boolean
    readonly node: string
    readonly v8: string
    readonly platform: string
  }
  /** What a small value holds by either method. Sizes are bytes. */
  readonly example: { readonly probe?: number; readonly lower: number; readonly upper: number }
  /** For a bundle: the binary that it would load. */
  readonly bundle?: { readonly file: string; readonly binary: string | null }
}

export const doctor: Command = {
  name: 'doctor',
  arguments: '[bundle]',
  summary: 'which method measures here and why, on which engine, and what to do',
  options: outputOptions,
  notes: `Says whether sizes are read from the engine (the probe: exact) or estimated (the
model: with bounds), and what keeps the probe from running. With the path of a
bundle, also whether a program started from it would find the probe's binary.
The exit code is 0 where the probe runs, and would in the bundle; 1 otherwise.

With --json (sizes in bytes):
  { method: 'probe' | 'model', reason?, remedy?,
    engine: { layout, title, measured, node, v8, platform },
    example: { probe?, lower, upper }, bundle?: { file, binary } }`,
  async run(host, [bundle], options: DoctorOptions) {
    const found = examine(bundle)
    await writeReport(host, options.json ? JSON.stringify(found, null, 2) : report(host, found, options.output), options.output)
    return found.method === 'probe' && found.bundle?.binary !== null ? 0 : 1
  },
}

const example = { list: [1.5, 2.5], text: 'of some length' }

function examine(bundle: string | undefined): Findings {
  if (bundle !== undefined && !existsSync(bundle)) throw new CommandError(`${bundle}: no such file`)
  const { name, title, measured, probe } = currentLayout()
  const { lower, upper } = measure(example, { by: 'model' })
  const { versions, platform, arch } = process
  return {
    method: probe.on ? 'probe' : 'model',
    ...(!probe.on && { reason: probe.reason, ...(probe.remedy !== undefined && { remedy: probe.remedy }) }),
    engine: { layout: name, title, measured, node: versions.node, v8: versions.v8, platform: `${platform}-${arch}` },
    example: { ...(probe.on && { probe: measure(example).bytes }), lower, upper },
    ...(bundle !== undefined && { bundle: { file: bundle, binary: binaryFor(resolve(bundle)) ?? null } }),
  }
}

function report(host: Host, found: Findings, output: string | undefined): string {
  const paint = paintOf(host, output)
  const { engine, example, bundle } = found
  const numbers = engine.measured ? "checked against this engine's heap snapshots" : 'of the nearest engine that is known'
  const byProbe = example.probe === undefined ? '' : `${formatBytes(example.probe)} by the probe; `
  const lines: [string, string][] = [
    ['Engine', `${printable(engine.title)}, Node ${engine.node} on ${engine.platform}`],
    ['Method', found.method === 'probe' ? 'the probe: sizes are exact' : 'the model: sizes are estimates with bounds'],
    ...(found.reason === undefined ? [] : [['Why', found.reason] as [string, string]]),
    ['Layout', `${engine.layout}: numbers ${numbers}`],
    ['Example', `${byProbe}by the model ${formatBytes(example.lower)} to ${formatBytes(example.upper)}`],
  ]
  if (bundle !== undefined) {
    const { file, binary } = bundle
    lines.push([
      'Bundle',
      binary === null ? `${printable(file)} would not find the probe` : `${printable(file)} would load ${printable(binary)}`,
    ])
  }
  lines.push(['To do', advice(found)])
  return titledLines(lines, paint)
}

function advice({ method, remedy, bundle }: Findings): string {
  if (method === 'model') return remedy ?? 'nothing: there is no probe for this engine'
  if (bundle?.binary === null) return `copy the folder prebuilds of the package memsize into ${printable(dirname(bundle.file))}`
  return 'nothing'
}
