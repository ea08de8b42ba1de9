import type { Layout } from '../../src/protocol.js'
import names from './read-only-strings.json' with { type: 'json' }

// Names that V8 keeps in read-only space, so that they are free where the engine's own string is used. By the V8 version since which all measured
// engines have them (Deno's and Chromium's own are not among them); `npm run oracle:read-only` finds them again.

const sets = new Map<number, ReadonlySet<string>>()

export function readOnlyNames(l: Layout): ReadonlySet<string> {
  let set = sets.get(l.version)
  if (set === undefined) {
    const known = Object.entries(names).filter(([version]) => Number(version) <= l.version)
    sets.set(l.version, (set = new Set(known.flatMap(([, list]) => list.split(' ')))))
  }
  return set
}

export const everyReadOnlyName: readonly string[] = Object.values(names).flatMap((list) => list.split(' '))
