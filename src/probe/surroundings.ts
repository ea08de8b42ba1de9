import { builtin } from '../intrinsics.js'

/** What decides whether the probe may look into the engine that runs. */
export interface ProbeSurroundings {
  readonly platform: string
  readonly arch: string
  /** On Linux; undefined where it cannot be found. */
  readonly libc: string | undefined
  readonly versions: Readonly<Record<string, string | undefined>>
  /** `process.config.variables.v8_enable_pointer_compression`. */
  readonly compressed: boolean
  /** The program's file. */
  readonly executable: string
  /** The variable MEMSIZE_PROBE: `off`, `on` where the probe was never tested, the path of the binary, or nothing. */
  readonly env: string | undefined
}

/** Where the probe agreed with heap snapshots, value by value. linux-arm64: Node 20, 22, 24 and 26 in QEMU 7.2, as on x64. */
const testedPlaces = ['linux-x64-glibc', 'linux-arm64-glibc']
const testedEngines = ['11', '12', '13', '14']

/** The binary that MEMSIZE_PROBE names, where it names one. */
export const binaryOfEnv = (env: string | undefined): string | undefined => (env?.endsWith('.node') ? env : undefined)

/** Why the probe cannot look into this engine at all. */
export function unsupported({ platform, arch, versions, compressed, executable, env }: ProbeSurroundings): string | undefined {
  if (env === 'off') return 'turned off by MEMSIZE_PROBE=off'
  for (const name of ['Bun', 'Deno', 'Electron', 'GraalVM']) {
    if (versions[name.toLowerCase()] !== undefined) return `the probe is for Node, and this is ${name}`
  }
  if (compressed) return 'this Node was built with pointer compression'
  if (arch !== 'x64' && arch !== 'arm64') return `the probe is for x64 and arm64, and this is ${arch}`
  // A Windows binary names the program it takes Node-API from: in another, it would start a second node.exe of the search path.
  if (platform === 'win32' && !/\bnode\.exe$/i.test(executable)) return 'on Windows the probe needs a program named node.exe'
  return undefined
}

/** Why the probe should not look into this engine before a check in a child process has passed. */
export function untested({ platform, arch, libc, versions, env }: ProbeSurroundings): string | undefined {
  if (env === 'on') return undefined
  const place = `${platform}-${arch}${libc === undefined ? '' : `-${libc}`}`
  const [major] = String(versions.v8).split('.') as [string]
  const what = !testedPlaces.includes(place) ? place : testedEngines.includes(major) ? undefined : `V8 ${versions.v8}`
  return what && `the probe was never tested on ${what}; run checkProbe() of memsize/heap once, or set MEMSIZE_PROBE=on after it has passed`
}

/** Those of this process; undefined where it is none of Node's kind. */
export function probeSurroundings(): ProbeSurroundings | undefined {
  const process = globalThis.process as NodeJS.Process | undefined
  if (typeof process?.getBuiltinModule !== 'function') return undefined
  const { platform, arch, versions, config, execPath } = process
  return {
    platform,
    arch,
    versions,
    executable: execPath,
    compressed: Boolean((config?.variables as { v8_enable_pointer_compression?: unknown } | undefined)?.v8_enable_pointer_compression),
    env: process.env.MEMSIZE_PROBE,
    get libc() {
      return platform === 'linux' ? libcOf(execPath) : undefined
    },
  }
}

/** By the loader that an executable names in its first bytes: 0.3 ms, where process.report, which says it too, takes 2 to 4. */
function libcOf(executable: string): string | undefined {
  const fs = builtin('fs')
  const start = new Uint8Array(2048)
  const file = fs?.openSync(executable)
  if (fs === undefined || file === undefined) return undefined
  fs.readSync(file, start)
  fs.closeSync(file)
  const loader = /\/ld-(linux|musl)/.exec(String.fromCharCode(...start))?.[1]
  return loader === 'linux' ? 'glibc' : loader
}
