import { isMainThread } from 'node:worker_threads'
import { followProfile } from './follow.js'
import type { ProfilePlan } from './options.js'
import { profileBinding } from './thread-recorder.js'

// Loaded into worker threads of a program that is profiled, by --require: dist/cjs has this file as CommonJS.

const found = profileBinding()
if (!isMainThread && 'binding' in found) {
  const wanted = found.binding.profileWanted()
  if (wanted !== undefined) followProfile(found.binding, JSON.parse(wanted) as ProfilePlan)
}
