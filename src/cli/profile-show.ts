import { profileText } from '../profile.js'
import type { Command } from './command.js'
import { paintOf, widthOf } from './host.js'
import { writeReport } from './output-file.js'
import { costOf, documentShape, inputNotes, type ProfileShowOptions, profileDocument, profileInput, showOptions } from './profile-input.js'
import { fileNames, writeProfileFile } from './profile-output.js'
import { nameLine } from './snapshot-input.js'

export const profileShow: Command = {
  name: 'show',
  arguments: '<file>',
  summary: 'what an allocation profile says: functions by each cost, callers and callees',
  options: [
    ...showOptions,
    { flags: '--around <function>', summary: 'who called a function of that name, and whom it called' },
    { flags: '--json', summary: 'print one JSON document' },
    { flags: '-o, --output <file>', summary: 'write it in the format that the name ends with' },
  ],
  notes: `${inputNotes}

With -o the profile is converted; what a format has no room for is left out.
${fileNames}

With --json (sizes in bytes):
  ${documentShape}`,
  async run(host, [file], options: ProfileShowOptions) {
    const profile = await profileInput(host, file)
    const cost = costOf(profile, options.by)
    const { output, json, rows, innermost, around } = options
    if (output !== undefined) {
      return writeProfileFile(host, profile, output, file, cost)
    }
    if (json) return writeReport(host, JSON.stringify(profileDocument(profile, rows, options.by), null, 2))
    const paint = paintOf(host)
    const text = profileText(profile, { rows, cost, innermost, around, width: widthOf(host), paint })
    await writeReport(host, `${nameLine(file === '-' ? 'standard input' : file, paint)}  ${paint('quiet', profile.by)}\n\n${text}`)
  },
}
