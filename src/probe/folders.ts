import { builtin } from '../intrinsics.js'

/**
 * Folders that a bundled program may have the probe in, the likeliest first: that of the bundle, as it says itself and as the engine has it (webpack writes
 * the build's path into a bundle, which may have moved since), that of the program, of a single executable application, and the current one.
 */
export function foldersOfProgram(here: string | undefined): string[] {
  const files = [here, runningFile(), process.argv[1], builtin('sea')?.isSea() ? process.execPath : undefined]
  const folders = files.map((file) => file && folderOf(file))
  return [...new Set([...folders, process.cwd()])].filter((folder): folder is string => folder !== undefined && folder !== '')
}

const folderOf = (file: string): string | undefined => {
  const path = file.startsWith('file:') ? builtin('url')?.fileURLToPath(file) : file
  return path?.replace(/[\\/][^\\/]*$/, '')
}

/** The file that this runs in, as the engine has it. A program that rewrites stacks is not asked. */
function runningFile(): string | undefined {
  if ((Error as { prepareStackTrace?: unknown }).prepareStackTrace !== undefined) return undefined
  const { stack } = new Error()
  return /(?:\(|at |async )(file:\/\/[^\n]+?|(?:\/|[a-zA-Z]:\\)[^\n]+?):\d+:\d+\)?(?:\n|$)/.exec(String(stack))?.[1]
}
