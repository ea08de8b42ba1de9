import { fileURLToPath, pathToFileURL } from 'node:url'
import { here } from './here.js'

/** Why a file of the library is not to be had. */
export const notOnDisk = 'the package memsize is not on disk beside the bundled code'

/** A file of the built library, by its path from any of its folders (`../heap.js`); undefined where the library was bundled away from it. */
export function libraryFile(relative: string): string | undefined {
  if (here === undefined) return undefined
  return fileURLToPath(new URL(relative, here.startsWith('file:') ? here : pathToFileURL(here)))
}
