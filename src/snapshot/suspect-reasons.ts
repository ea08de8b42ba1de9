/** What is known of objects that something gathers. */
export interface Gathered {
  /** The steps of the path to them. */
  readonly steps: readonly string[]
  /** The class of what has them. */
  readonly holderClass: string
  /** Kind of node of one of them: 'closure', 'object'. */
  readonly memberType: string
  readonly variable: string
  readonly what: string
  readonly keeps: string | undefined
  /** For an entry of a WeakMap: the way to its key. */
  readonly key: string | undefined
  /** Whether each is a function that settles a promise. */
  readonly isResolver: boolean
}

/** From a promise to the list of what waits for it. */
const WAITS = /<reactions_or_result><\*>/

type Rule = (gathered: Gathered) => string | undefined

const has = ({ steps }: Gathered, pattern: RegExp): boolean => steps.some((step) => pattern.test(step))

const keptBy = ({ keeps }: Gathered): string => `; each keeps the variables that it uses${keeps === undefined ? '' : `, here ${keeps}`}`

/** Why something is held and what to do, the first rule that knows. */
const rules: readonly Rule[] = [
  (gathered) => {
    const at = gathered.steps.indexOf('._events')
    if (at < 0 || gathered.memberType !== 'closure') return undefined
    const event = gathered.steps[at + 1]?.replace(/^\./, '') ?? ''
    return `Listeners of the event '${event}' are added and not removed${keptBy(gathered)}: use off(), once() or { signal } when their work is done.`
  },
  (gathered) =>
    gathered.key !== undefined || has(gathered, /WeakMap value/)
      ? `A WeakMap keeps a value as long as its key lives, and the key ${gathered.key ?? ''} lives: delete the entry, or what the value gathers.`.replace(
          '  ',
          ' ',
        )
      : undefined,
  (gathered) =>
    has(gathered, /kResourceStore|AsyncContextFrame|asyncContextFrame|async_context_frame|continuation/i)
      ? 'The store of an AsyncLocalStorage is kept by what was started in its run() and has not ended: a timer, a promise, a socket.'
      : undefined,
  (gathered) =>
    WAITS.test(gathered.steps.join(''))
      ? `The promise ${gathered.variable} is not settled, and keeps all that waits for it, by then(), await, Promise.race() or all(): settle it, or wait for one that is settled each time.`
      : undefined,
  (gathered) =>
    has(gathered, /<(?:reactions|reactions_or_result|promise_or_capability|fulfill_handler|reject_handler)>/) ||
    gathered.what === 'Promise' ||
    gathered.isResolver
      ? 'Promises that are not settled keep what waits for them: settle each, or end the wait by a time-out.'
      : undefined,
  (gathered) =>
    gathered.steps[0] === 'Timeout' || gathered.steps[0] === 'Immediate' || gathered.what === 'Timeout'
      ? `A timer that has not been cleared keeps its function and the variables that it uses${gathered.keeps === undefined ? '' : `, here ${gathered.keeps}`}: clearTimeout() or clearInterval().`
      : undefined,
  ({ what, variable }) =>
    what === '(sliced string)'
      ? `Each is a part of a longer text, which it keeps whole: copy the part, for example by Buffer.from(text).toString(), before ${variable} takes it.`
      : undefined,
  (gathered) =>
    gathered.memberType === 'closure' ? `Functions are put into ${gathered.variable} and not taken out${keptBy(gathered)}.` : undefined,
  ({ holderClass, variable }) => (holderClass === 'Map' ? `Entries are put into ${variable} and not deleted.` : undefined),
  ({ holderClass, variable }) => (holderClass === 'Set' ? `Members are put into ${variable} and not deleted.` : undefined),
  (gathered) => (has(gathered, /^\.next$/) ? `The list that begins at ${gathered.variable} only gets longer.` : undefined),
]

export function reasonOf(gathered: Gathered): string {
  for (const rule of rules) {
    const reason = rule(gathered)
    if (reason !== undefined) return reason
  }
  return `They are put into ${gathered.variable} and not taken out.`
}
