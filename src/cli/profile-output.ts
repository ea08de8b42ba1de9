import { type AllocationProfile, type Cost, exportProfile, formatOfFile, profileHTML } from '../profile.js'
import type { Host } from './host.js'
import { writeReport } from './output-file.js'

/** What the name of a file says of its format, for the help. */
export const fileNames = `File names of -o: .html (a page), .pb.gz (pprof), .heapprofile, .dhat.json,
.speedscope.json, .folded; any other keeps all of it, for memsize profile show.`

/** Writes a profile in the format that a file's name says. */
export async function writeProfileFile(host: Host, profile: AllocationProfile, file: string, title: string, cost?: Cost): Promise<void> {
  if (file.endsWith('.html')) return writeReport(host, profileHTML(profile, { title }), file)
  await writeReport(host, [exportProfile(profile, formatOfFile(file), cost)] as Iterable<string>, file)
}
