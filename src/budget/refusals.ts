import { formatBytes } from '../bytes.js'
import { shown } from '../errors.js'
import { warn } from '../warn.js'

/** Why a value was not kept. Bytes. */
export interface Refused {
  /** What the entry takes: key, value and bookkeeping. */
  readonly bytes: number
  /** The most that an entry may take. */
  readonly limit: number
}

/** Called with each value that is larger than its cache and so is not kept. */
export type OnRefused<K, V> = (value: V, key: K, refused: Refused) => void

interface Refusal<K, V> extends Refused {
  readonly key: K
  readonly value: V
}

/** Entries that are larger than their cache. They are reported when the cache is done with them, because `onRefused` may use the cache. */
export class Refusals<K, V> {
  private readonly onRefused: OnRefused<K, V>
  private readonly waiting: Refusal<K, V>[] = []

  constructor(onRefused: OnRefused<K, V> | undefined) {
    this.onRefused = onRefused ?? warnOnce()
  }

  add(key: K, value: V, bytes: number, limit: number): void {
    this.waiting.push({ key, value, bytes, limit })
    // where no call of the program's comes back to tell it: a fetch that arrives
    if (this.waiting.length === 1) queueMicrotask(() => this.tell())
  }

  tell(): void {
    for (let one = this.waiting.shift(); one; one = this.waiting.shift()) {
      const { key, value, bytes, limit } = one
      this.onRefused(value, key, { bytes, limit })
    }
  }
}

function warnOnce<K, V>(): OnRefused<K, V> {
  let isTold = false
  return (_value, key, { bytes, limit }) => {
    if (isTold) return
    isTold = true
    const size = bytes >= Number.MAX_SAFE_INTEGER ? 'a size that cannot be measured' : formatBytes(bytes)
    warn(
      `A cache refused the value of ${shown(key)}, ${size}: an entry may take ${formatBytes(limit)}. There is no warning for later ones: \`onRefused\` gets them all.`,
    )
  }
}
