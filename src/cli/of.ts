import { formatBytes } from '../bytes.js'
import { type Breakdown, breakDown } from '../explain.js'
import { layouts } from '../layout/engines.js'
import { isLayout, runningLayout } from '../layout/running.js'
import type { Measurement } from '../measure.js'
import { printable } from '../printable.js'
import type { Layout } from '../protocol.js'
import type { Paint } from '../tree/text-table.js'
import type { Command, CommandOption } from './command.js'
import { CommandError, type Host, paintOf, widthOf } from './host.js'
import { type JsonInput, readJson } from './json-input.js'
import { outputOptions, writeReport } from './output-file.js'

interface OfOptions {
  readonly json?: boolean
  readonly depth?: number
  readonly rows?: number
  readonly layout?: string
  readonly output?: string
}

export const layoutOption: CommandOption = {
  flags: '--layout <name>',
  summary: `compute for another engine: ${Object.keys(layouts).join(', ')}, or a file by memsize layout --calibrate`,
}

export const of: Command = {
  name: 'of',
  arguments: '<file>',
  summary: 'how much memory a JSON file takes once it is parsed, and where',
  options: [
    { flags: '--rows <n>', summary: 'show the n heaviest parts (default: 30, with --json 1000)', least: 1 },
    { flags: '--depth <n>', summary: 'show at most n levels below the document (default: as many as fit)', least: 0 },
    layoutOption,
    ...outputOptions,
  ],
  notes: `A file named - is standard input. RETAINED is an object with everything below
it, SHALLOW is the object alone. Each object stands under the path that reaches
it first. [*] stands for many elements, .* for many fields, and .a.b for an
object that several holders keep alive together.

With --json (sizes in bytes; a bound of null means that there is none):
  { file, textBytes, layout: { name, title },
    measurement: { bytes, lower, upper, external, slack, count, complete,
                   opaque, by, layout },
    tree: { path, name, className, objects, shallow, slack, retained, share,
            count, children: [...] },
    classes: [{ name, count, bytes, share }] }`,
  async run(host, [file], options: OfOptions) {
    const other = options.layout === undefined ? undefined : await layoutOf(host, options.layout)
    const input = await readJson(host, file)
    const found = breakDown(input.value, { layout: other })
    const layout = other ?? runningLayout()
    const text = options.json ? machineReport(input, found, layout, options) : report(host, input, found, layout, options)
    await writeReport(host, text, options.output)
  },
}

/** A layout by its name, or from a file. */
export async function layoutOf(host: Host, name: string): Promise<Layout> {
  if (Object.hasOwn(layouts, name)) return layouts[name as keyof typeof layouts]
  if (!/[./\\]/.test(name)) {
    const names = Object.keys(layouts).join(', ')
    throw new CommandError(`--layout ${name}: expected one of ${names}, or a file that memsize layout --calibrate wrote`, 2)
  }
  const { value } = await readJson(host, name)
  if (isLayout(value)) return value
  throw new CommandError(`${name}: no layout; memsize layout --calibrate -o ${name} writes one`)
}

type Titled = Pick<ReturnType<typeof runningLayout>, 'name' | 'title'>

function machineReport(input: JsonInput, { measurement, tree, classes }: Breakdown, { name, title }: Titled, limits: OfOptions): string {
  const { depth, rows } = limits
  const document = {
    file: input.name,
    textBytes: input.textBytes,
    layout: { name, title },
    measurement,
    tree: tree.toJSON({ depth, rows }),
    classes,
  }
  return JSON.stringify(document, null, 2)
}

function report(
  host: Host,
  input: JsonInput,
  { measurement, tree, classes }: Breakdown,
  layout: Titled,
  { depth, rows, output }: OfOptions,
): string {
  const width = widthOf(host)
  const paint = paintOf(host, output)
  return [
    `  ${paint('strong', printable(input.name))}`,
    summary(input, measurement, layout, paint),
    tree.toString({ width, paint, depth, rows }),
    classes.toString({ width, paint, rows }),
  ].join('\n\n')
}

function summary({ textBytes }: JsonInput, { bytes, lower, upper, count }: Measurement, layout: Titled, paint: Paint): string {
  const figures = [formatBytes(textBytes), formatBytes(bytes), count.toLocaleString('en')]
  const widest = Math.max(...figures.map((figure) => figure.length))
  const [text, memory, objects] = figures.map((figure) => figure.padStart(widest))
  const ratio = bytes / textBytes
  const times = `${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio)} × the text`
  const lines = [
    ['Text', text],
    ['Memory', memory, `  ${times}${bounds(bytes, lower, upper)}`],
    ['Objects', objects],
    ['Engine', layout.title],
  ]
  return lines
    .map(([title, figure, more]) => `  ${paint('quiet', title.padEnd(8))} ${figure}${more === undefined ? '' : paint('quiet', more)}`)
    .join('\n')
}

/** The bounds, where they say more than the number itself. */
function bounds(bytes: number, lower: number, upper: number): string {
  const [least, likely, most] = [lower, bytes, upper].map(formatBytes)
  return least === likely && most === likely ? '' : ` (${least} to ${most})`
}
