import { attach } from './attach.js'
import type { Command } from './command.js'
import { doctor } from './doctor.js'
import { html } from './html.js'
import { layout } from './layout.js'
import { of } from './of.js'
import { processCommand } from './process-command.js'
import { profileCommand } from './profile-command.js'
import { runCommand } from './run-command.js'
import { diff } from './snapshot-diff.js'
import { path } from './snapshot-path.js'
import { retainers } from './snapshot-retainers.js'
import { suspects } from './snapshot-suspects.js'
import { top } from './snapshot-top.js'
import { tree } from './snapshot-tree.js'
import { waste } from './snapshot-waste.js'

/** Everything that `memsize` can do. */
export const commands: readonly Command[] = [
  of,
  top,
  tree,
  path,
  retainers,
  diff,
  suspects,
  waste,
  html,
  layout,
  doctor,
  runCommand,
  profileCommand,
  processCommand,
  attach,
]
