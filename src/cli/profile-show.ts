import { exportProfile, formatOfFile, profileText } from '../profile.js'
import type { Command } from './commands.js'
import { paintOf, widthOf } from './host.js'
import { writeReport } from './output-file.js'
import { costOf, documentShape, inputNotes, type ProfileShowOptions, profileDocument, profileInput, showOptions } from './profile-input.js'
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

With -o the profile is converted: .pb.gz (pprof), .heapprofile, .speedscope.json,
.dhat.json, .folded; any other name gets all of it, as memsize has it. What a
format has no room for is left out.

With --json (sizes in bytes):
  ${documentShape}`,
  async run(host, [file], options: ProfileShowOptions) {
    const profile = await profileInput(host, file)
    const cost = costOf(profile, options.by)
    const { output, json, rows, innermost, around } = options
    if (output !== undefined) {
      const written = exportProfile(profile, formatOfFile(output), cost)
      return writeReport(host, [written] as Iterable<string>, output)
    }
    if (json) return writeReport(host, JSON.stringify(profileDocument(profile, rows, options.by), null, 2))
    const paint = paintOf(host)
    const text = profileText(profile, { rows, cost, innermost, around, width: widthOf(host), paint })
    await writeReport(host, `${nameLine(file === '-' ? 'standard input' : file, paint)}  ${paint('quiet', profile.by)}\n\n${text}`)
  },
}
