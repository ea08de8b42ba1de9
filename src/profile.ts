/**
 * Allocation profiles: which functions allocate, and what stays alive. Node only.
 * @module memsize/profile
 */
export { adHocEvent } from './profile/ad-hoc.js'
export type {
  AdHocSite,
  AllocationProfile,
  Bound,
  Cost,
  Lifetime,
  ProfileFrame,
  ProfileInterval,
  ProfileMoment,
  ProfileSite,
  ProfileThread,
  SizeClass,
  Spread,
} from './profile/allocation-profile.js'
export { readProfile } from './profile/formats/read-profile.js'
export { exportProfile, formatOfFile, type ProfileFormat } from './profile/formats/write-profile.js'
export {
  type FunctionChange,
  type FunctionRow,
  functionChanges,
  functionRows,
} from './profile/function-table.js'
export { type Labels, withLabels } from './profile/labels.js'
export type { ProfileOptions } from './profile/options.js'
export { type ProfileTextOptions, profileText } from './profile/profile-text.js'
export { type Profiler, profile, startProfile } from './profile/start-profile.js'
export { type DropWeight, type WeighDropOptions, weighDrop } from './profile/weigh-drop.js'
export type { ProfilePageOptions } from './report/html/profile-document.js'
export { profileHTML } from './report/html/profile-to-html.js'
