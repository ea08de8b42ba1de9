/** A part of a process's resident memory. */
export interface ProcessPart {
  /** Where it is, with slashes: `malloc/in use/array buffers`. */
  readonly path: string
  /** The last step of the path. */
  readonly name: string
  /** Resident bytes. */
  readonly bytes: number
  /** How it is known, or what to know of it. */
  readonly note?: string
  /** They sum to `bytes` where there are any. Heaviest first. */
  readonly children: readonly ProcessPart[]
}

/** A part before it has its path. */
export interface Draft {
  readonly name: string
  readonly bytes: number
  readonly note?: string | undefined
  readonly children?: readonly Draft[]
}

/** A sum, with the parts that are not empty; undefined where all are. */
export function sumOf(name: string, parts: readonly (Draft | undefined)[], note?: string): Draft | undefined {
  const children = parts.filter((part) => part !== undefined).filter(({ bytes }) => bytes > 0)
  const bytes = children.reduce((sum, part) => sum + part.bytes, 0)
  return bytes > 0 ? { name, bytes, note, children } : undefined
}

/** Parts of what is known as a whole: each is cut to what the ones before it left, and `rest` is what remains. */
export function within(name: string, bytes: number, parts: readonly (Draft | undefined)[], rest: string, note?: string): Draft {
  let left = bytes
  const children: Draft[] = []
  for (const part of parts) {
    if (part === undefined) continue
    const own = Math.min(Math.max(0, part.bytes), left)
    left -= own
    if (own > 0) children.push(own === part.bytes ? part : { ...part, bytes: own, children: [] })
  }
  if (left > 0 && children.length > 0) children.push({ name: rest, bytes: left })
  return { name, bytes, note, children }
}

/** The parts with their paths, heaviest first. */
export const finished = (drafts: readonly (Draft | undefined)[], prefix = ''): ProcessPart[] =>
  drafts
    .filter((draft) => draft !== undefined)
    .filter(({ bytes }) => bytes > 0)
    .map(({ name, bytes, note, children = [] }) => {
      const path = `${prefix}${name}`
      return { path, name, bytes, ...(note !== undefined && { note }), children: finished(children, `${path}/`) }
    })
    .sort((a, b) => b.bytes - a.bytes)
