import { expectOptions } from '../../errors.js'
import type { AllocationProfile } from '../../profile/allocation-profile.js'
import { htmlPage, inScript, listChunks } from './html-page.js'
import { type ProfileDocument, type ProfilePageOptions, profileDocument } from './profile-document.js'
import { page } from './profile-page-assets.js'

/**
 * A page that shows an allocation profile: flame graph from the top down and from the bottom up, by each cost, over time, sizes, search; or what
 * changed since another profile. One file that asks the network for nothing, in pieces. Linear in the frames of all stacks.
 */
export function* profileHTML(profile: AllocationProfile, options: ProfilePageOptions = {}): Generator<string, void, undefined> {
  expectOptions(options, ['title', 'note', 'before'], `{ title: 'Orders' }`)
  const document = profileDocument(profile, options)
  yield* htmlPage(page, document.title, jsonChunks(document))
}

function* jsonChunks({ strings, frames, callers, calls, siteCalls, ...rest }: ProfileDocument): Generator<string, void, undefined> {
  yield inScript(rest).slice(0, -1)
  for (const [name, list] of Object.entries({ strings, frames, callers, calls, siteCalls })) {
    yield `,"${name}":`
    yield* listChunks(list)
  }
  yield '}'
}
