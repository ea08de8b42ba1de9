import { builtin, exec, type NodeRequire } from '../intrinsics.js'
import { type Binding, FACE } from './binding.js'
import { foldersOfProgram } from './folders.js'
import { here, prebuilds } from './here.js'
import { binaryOfEnv, probeSurroundings, unsupported, untested } from './surroundings.js'

/** The probe, or why there is none. */
export type Loading = { readonly binding: Binding } | { readonly reason: string; readonly isPassing?: boolean }

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
    if (reason !== undefined) return { reason }
    isPassing = false
    const found = load(`${surroundings.platform}-${surroundings.arch}`, surroundings.env)
    if ('binding' in found || !isPassing) loaded = found
    return { ...found, isPassing }
  } catch (error) {
    return { reason: `the probe could not be looked for: ${messageOf(error)}`, isPassing: mayPass(error) }
  }
}

/** Whether a look-up failed for a reason that may be gone at the next one. */
let isPassing = false

/** Whether an error comes of a want that may pass: of stack, of file descriptors, of memory. */
export function mayPass(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  if (code === 'EMFILE' || code === 'ENFILE' || code === 'ENOMEM' || code === 'EAGAIN') return true
  return typeof message === 'string' && exec(passing, message) !== null
}

/** Of V8, and of dlopen(). */
const passing = /Maximum call stack size exceeded|Too many open files|Cannot allocate memory|out of memory/i

/**
 * By the file that MEMSIZE_PROBE names; else from the package, wherever it is; else from the folder `prebuilds` beside the program's bundle. The first
 * binary that loads is taken, and the first that does not is the reason.
 */
function load(platform: string, env: string | undefined): Loading {
  const createRequire = builtin('module')?.createRequire as (from: string) => NodeRequire
  const named = binaryOfEnv(env)
  if (named !== undefined)
    return opened(createRequire(`${process.cwd()}/`), named) ?? { reason: `MEMSIZE_PROBE names ${named}, which is not there` }
  const fromPackage = requireOfPackage(createRequire)
  const file = `/${platform}/memsize.node`
  let found = fromPackage && opened(fromPackage, `./prebuilds${file}`)
  if (found !== undefined && 'binding' in found) return found
  const folders = foldersOfProgram(here)
  const places = [...(prebuilds === undefined ? [] : [pathOf(prebuilds)]), ...folders.map((folder) => `${folder}/prebuilds`)]
  for (const place of places) {
    const next = opened(createRequire(`${place}/`), `${place}${file}`)
    if (next !== undefined && 'binding' in next) return next
    found ??= next
  }
  if (found !== undefined) return found
  if (fromPackage !== undefined) return { reason: `the package memsize has no probe for ${platform}` }
  return { reason: 'the package memsize, which has the probe, is not on disk beside the bundled code' }
}

/** The binary that a program bundled into this file would load: of a package memsize that it finds, or beside it. */
export function binaryFor(bundle: string): string | undefined {
  const createRequire = builtin('module')?.createRequire as (from: string) => NodeRequire
  const file = `prebuilds/${process.platform}-${process.arch}/memsize.node`
  const fromBundle = createRequire(bundle)
  for (const name of ['memsize/package.json', `./${file}`]) {
    try {
      const found = fromBundle.resolve(name)
      return name === `./${file}` ? found : createRequire(found).resolve(`./${file}`)
    } catch {
      // not there
    }
  }
  return undefined
}

/** Undefined where there is no such file. */
function opened(from: NodeRequire, file: string): Loading | undefined {
  try {
    const binding = from(file) as Binding
    return binding.face === FACE ? { binding } : { reason: 'the probe is of another version than the library' }
  } catch (error) {
    isPassing ||= mayPass(error)
    const isMissing = (error as { code?: string }).code === 'MODULE_NOT_FOUND'
    return isMissing ? undefined : { reason: `the probe cannot be loaded: ${messageOf(error)}` }
  }
}

const pathOf = (place: string | URL): string => (typeof place === 'string' ? place : (builtin('url')?.fileURLToPath(place) as string))

/** From the library's own file, which is two or three folders deep in its package; of bundled code, from where the program is. */
const bases = [() => here, () => process.argv[1], () => `${process.cwd()}/`]
const manifests = ['../../package.json', '../../../package.json', 'memsize/package.json']

/** Node's own require() as a file of this package has it, whatever a bundler or Jest makes of `require`. */
function requireOfPackage(createRequire: (from: string) => NodeRequire): NodeRequire | undefined {
  for (const base of bases) {
    for (const manifest of manifests) {
      try {
        const fromBase = createRequire(base() as string)
        const found = fromBase.resolve(manifest)
        if ((fromBase(found) as { name?: string }).name === 'memsize') return createRequire(found)
      } catch (error) {
        // not there, or not to be had now
        isPassing ||= mayPass(error)
      }
    }
  }
  return undefined
}

const messageOf = (error: unknown): string => String((error as Error | null)?.message ?? error)
