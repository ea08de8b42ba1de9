import { formatBytes } from '../bytes.js'
import { printable } from '../printable.js'
import { changesText } from '../profile/profile-text.js'
import { functionChanges, profileHTML } from '../profile.js'
import type { Command } from './command.js'
import { CommandError, paintOf, widthOf } from './host.js'
import { outputOptions, writeReport } from './output-file.js'
import { costOf, inputNotes, type ProfileShowOptions, profileInput, showOptions } from './profile-input.js'

export const profileDiff: Command = {
  name: 'diff',
  arguments: '<before> <after>',
  summary: 'what changed between two allocation profiles, by function',
  options: [...showOptions.slice(0, 2), ...outputOptions],
  notes: `${inputNotes}
Functions are matched by name, file and line. A change that sampling alone may
explain is marked by a question mark. With -o file.html a page shows both.

With --json (sizes in bytes; isCertain is missing where a file has no bounds):
  { cost, before: { file, sum }, after: { file, sum },
    functions: [{ frame: { function, file, line, column }, before, after, delta,
                  isCertain? }] }`,
  async run(host, [first, second], options: ProfileShowOptions) {
    const [before, after] = [await profileInput(host, first), await profileInput(host, second)]
    const cost = options.by ?? before.costs.find((one) => after.costs.includes(one))
    if (cost === undefined)
      throw new CommandError(`${first} tells ${before.costs.join(', ')} and ${second} ${after.costs.join(', ')}: nothing in common`)
    for (const profile of [before, after]) costOf(profile, cost)
    if (options.output?.endsWith('.html'))
      return writeReport(host, profileHTML(after, { title: `${second} since ${first}`, before }), options.output)
    const changes = functionChanges(before, after, cost)
    const sums = [before.sums[cost] ?? 0, after.sums[cost] ?? 0]
    if (options.json) {
      const document = {
        cost,
        before: { file: first, sum: sums[0] },
        after: { file: second, sum: sums[1] },
        functions: changes.slice(0, options.rows ?? 1000),
      }
      return writeReport(host, JSON.stringify(document, null, 2), options.output)
    }
    const paint = paintOf(host, options.output)
    const lines = [first, second].map(
      (file, i) => `  ${paint('quiet', i === 0 ? 'Before' : 'After ')}  ${formatBytes(sums[i]).padStart(8)}  ${cost}  ${printable(file)}`,
    )
    const table = changesText(changes.slice(0, options.rows ?? 20), { width: widthOf(host), paint })
    await writeReport(host, `${lines.join('\n')}\n\n${table}`, options.output)
  },
}
