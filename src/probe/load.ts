import { builtin, type NodeRequire } from '../intrinsics.js'
import { type Binding, FACE } from './binding.js'
import { here } from './here.js'
import { probeSurroundings, unsupported, untested } from './surroundings.js'

/** The probe, or why there is none. */
export type Loading = { readonly binding: Binding } | { readonly reason: string }

let loaded: Loading | undefined

/**
 * Loads the probe where it is there and was tested. Never throws; the binary is loaded once.
 * @param checked a check in a child process has passed: tests elsewhere are not asked for
 */
export function loadBinding(checked = false): Loading {
  if (loaded !== undefined) return loaded
  try {
    const surroundings = probeSurroundings()
    if (surroundings === undefined) return { reason: 'not running in Node' }
    const reason = unsupported(surroundings) ?? (checked ? undefined : untested(surroundings))
    return reason === undefined ? (loaded = load(`${surroundings.platform}-${surroundings.arch}`)) : { reason }
  } catch (error) {
    return { reason: `the probe could not be looked for: ${messageOf(error)}` }
  }
}

function load(platform: string): Loading {
  const fromPackage = requireOfPackage()
  if (fromPackage === undefined) {
    return { reason: 'the package memsize, which has the probe, is not on disk beside the bundled code' }
  }
  try {
    const binding = fromPackage(`./prebuilds/${platform}/memsize.node`) as Binding
    return binding.face === FACE ? { binding } : { reason: 'the probe is of another version than the library' }
  } catch (error) {
    const isMissing = (error as { code?: string }).code === 'MODULE_NOT_FOUND'
    return { reason: isMissing ? `the package memsize has no probe for ${platform}` : `the probe cannot be loaded: ${messageOf(error)}` }
  }
}

/** From the library's own file, which is two or three folders deep in its package; of bundled code, from where the program is. */
const bases = [() => here, () => process.argv[1], () => `${process.cwd()}/`]
const manifests = ['../../package.json', '../../../package.json', 'memsize/package.json']

/** Node's own require() as a file of this package has it, whatever a bundler or Jest makes of `require`. */
function requireOfPackage(): NodeRequire | undefined {
  const createRequire = builtin('module')?.createRequire as (from: string) => NodeRequire
  for (const base of bases) {
    for (const manifest of manifests) {
      try {
        const fromBase = createRequire(base() as string)
        const found = fromBase.resolve(manifest)
        if ((fromBase(found) as { name?: string }).name === 'memsize') return createRequire(found)
      } catch {
        // not there
      }
    }
  }
  return undefined
}

const messageOf = (error: unknown): string => String((error as Error | null)?.message ?? error)
