/** Count and bytes by class. */
export type Rows = Record<string, [count: number, bytes: number]>

export interface Found {
  readonly census: Rows
  readonly snapshot: Rows
}

/** Memory of C++ objects, which V8 gets from Node's embedder graph; and the tables of the engine that V8 types as it pleases: their sum is held. */
const ofEngine = ['(array)', '(compiled code)', '(system)', '(object shape)']
const isOfCpp = (name: string) => name.startsWith('Node / ') || name === '(synthetic)'

/** Classes of which the census has under 99 % of V8's snapshot, and those of which it has more than a collection leaves; one line each. */
export function disagreements({ census, snapshot }: Found, engine?: string): string[] {
  const problems: string[] = []
  const compare = (name: string, [count, bytes]: [number, number], [truth, truthBytes]: [number, number]) => {
    // what runs the comparison itself is on the stack for one of them, as generators of the loader are
    const slack = 4
    const unseen = name === '(string)' && engine !== undefined && withSizes.includes(engine) ? readOnlyTexts : 0
    if (count < (truth - unseen) * 0.99 - slack || bytes < (truthBytes - unseen * 36) * 0.99 - slack * 96)
      problems.push(`${name}: ${count} of ${truth}, ${bytes} of ${truthBytes} bytes`)
    if (count > truth * 1.01 + invented || bytes > truthBytes * 1.01 + invented * 128)
      problems.push(`${name}: ${count} and not ${truth}, ${bytes} bytes and not ${truthBytes}`)
  }
  const sum = (rows: Rows): [number, number] =>
    ofEngine.reduce(([n, b], name) => [n + (rows[name]?.[0] ?? 0), b + (rows[name]?.[1] ?? 0)], [0, 0])
  const names = new Set([...Object.keys(census), ...Object.keys(snapshot)])
  for (const name of names) if (!ofEngine.includes(name) && !isOfCpp(name)) compare(name, census[name] ?? [0, 0], snapshot[name] ?? [0, 0])
  compare('the engine itself', sum(census), sum(snapshot))
  const [arrays, arrayBytes] = census['(array)']
  const [truth, truthBytes] = snapshot['(array)']
  if (arrays < truth * 0.99 || arrayBytes < truthBytes * 0.99)
    problems.push(`(array): ${arrays} of ${truth}, ${arrayBytes} of ${truthBytes} bytes`)
  return problems
}

/**
 * The engine's own texts in read-only space: V8 11 writes 260 of them and V8 12 writes 778 with a size, and nothing in the file distinguishes them
 * (src/snapshot/value-policy.ts): 36 bytes each.
 */
const readOnlyTexts = 781
const withSizes = ['node20', 'node22']

/** Objects that the comparison makes between the two: what reads the file, and the library's own. */
const invented = 24
