import { LRUCache } from 'lru-cache'
import { warnWhereByModel } from '../budget/by-model.js'
import { type ChargeOptions, expectCharge } from '../budget/charge-options.js'
import { Draw, type DrawOptions, expectDraw, externalOf } from '../budget/draw.js'
import { EntrySharing } from '../budget/entry-sharing.js'
import { type Limit, limitBytes } from '../budget/limit.js'
import { expectFunction } from '../budget/options.js'
import { type OnRefused, Refusals } from '../budget/refusals.js'
import { expectRemeasure, type Remeasure, remeasureEvery } from '../budget/remeasure.js'
import { bookkeepingPerEntry } from '../budget/size-calculation.js'
import { formatBytes } from '../bytes.js'
import { expectOptions, MemSizeError, shown } from '../errors.js'
import { tableSum } from '../measure.js'
import { announce, bytesOfCache } from '../reporters.js'

type Own = 'maxSize' | 'sizeCalculation'

/** The options of lru-cache, and these. Sizes are bytes. */
export interface SizedLRUOptions<K extends {}, V extends {}, FC = unknown>
  extends Omit<LRUCache.OptionsBase<K, V, FC>, Own>,
    DrawOptions,
    ChargeOptions {
  /**
   * What keys, values and the cache itself may hold together: bytes, `'64 MB'`, `{ percent: 20, of: 'heap' }`. Default, where there is a `budget`: its
   * limit.
   */
  readonly maxBytes?: Limit | undefined
  /** Called with a value that is larger than the cache, or than `maxEntrySize`, and so is not kept. Default: a warning for the first. */
  readonly onRefused?: OnRefused<K, V> | undefined
  /** For values that change after `set`. Default: `remeasure(key)` says what has changed. */
  readonly remeasure?: Remeasure | undefined
}

/** lru-cache's own limit is never met: this class evicts, by what it knows beside the sizes. */
const noLimit = Number.MAX_SAFE_INTEGER

/** lru-cache 11.1 calls `onInsert`; versions before it set what was fetched by `set`. */
const tellsOfInserts = 'onInsert' in LRUCache.prototype

/** The cache's tables are looked at again after this part of its entries was set. */
const partOfEntries = 8

/** An LRUCache whose sizes are true: of keys, values and what the cache itself keeps. Made by `sizedLRU`. */
export class SizedLRU<K extends {}, V extends {}, FC = unknown> extends LRUCache<K, V, FC> {
  /** The limit in bytes: keys, values and the cache's own tables count. */
  readonly maxBytes: number
  readonly #refusals: Refusals<K, V>
  readonly #isOnGet: boolean
  /** Lists that lru-cache makes once. */
  readonly #parts: ReturnType<typeof partsOf<K, V, FC>>
  readonly #perEntry = bookkeepingPerEntry()
  readonly #sharing: EntrySharing<K>
  readonly #dispose: LRUCache.Disposer<K, V> | undefined
  readonly #draw: Draw<this> | undefined
  /** What `remeasure` made of sizes, all in all: lru-cache asks for a size at `set` alone. */
  #resized = 0
  /** What the tables hold, when last looked at, and at which set that is due again. */
  #tables = 0
  #setsUntilLook = 0
  /** They themselves, as far as is known. */
  #lists: readonly object[] | undefined
  #mayGetTables = false
  /** Where `remeasure` has come to. */
  #next = -1
  /** The size of the last value that was measured. */
  #measured = 0
  /** What a set says a value weighs. */
  #given: number | undefined

  /** Throws a MemSizeError, or what lru-cache throws, for a wrong option. */
  constructor(options: SizedLRUOptions<K, V, FC>) {
    const { maxBytes, onRefused, remeasure, external: _external, budget, name, contexts, charge, ...rest } = expected(options)
    const { onInsert, dispose, maxEntrySize, fetchMethod } = rest
    const hooks: { inserted?: (key: K, reason: LRUCache.InsertReason) => void; removed?: (key: K) => void; settle?: () => void } = {}
    super({
      ...rest,
      maxSize: noLimit,
      maxEntrySize: Math.min(maxEntrySize || maxBytes, maxBytes),
      // called before what is being fetched becomes an entry
      fetchMethod:
        fetchMethod &&
        ((key, stale, options) => {
          hooks.settle?.()
          return fetchMethod(key, stale, options)
        }),
      dispose(value, key, reason) {
        // what is set instead was measured before
        if (reason !== 'set') hooks.removed?.(key)
        dispose?.(value, key, reason)
      },
      onInsert(value, key, reason) {
        hooks.inserted?.(key, reason)
        onInsert?.(value, key, reason)
      },
    })
    this.maxBytes = maxBytes
    warnWhereByModel()
    this.#parts = partsOf<K, V, FC>(this)
    this.#refusals = new Refusals(onRefused)
    this.#sharing = new EntrySharing<K>({ contexts, charge }, [this], externalOf(options))
    this.#isOnGet = remeasure === 'on-get'
    this.sizeCalculation = (value, key) => this.#sizeOf(key, value)
    // while lru-cache is at it: a fetch does not come by set()
    if (tellsOfInserts) hooks.inserted = (key, reason) => this.#inserted(key, reason === 'update')
    hooks.settle = () => this.#settle()
    hooks.removed = (key) => this.#sharing.letGo(key)
    this.#dispose = dispose
    const tables = this.#look()
    if (tables >= maxBytes)
      throw new MemSizeError(
        `Expected \`maxBytes\` to be more than what the cache keeps for \`max\` entries, ${formatBytes(tables)}, got ${formatBytes(maxBytes)}. Leave out \`max\`, or raise \`maxBytes\`.`,
      )
    announce('cache', this, name ?? 'lru', bytesOfCache, name !== undefined)
    this.#draw = budget && new Draw({ budget, name }, Math.min(maxBytes, budget.limit), this, SizedLRU.#evict<K, V, FC>)
    if (typeof remeasure === 'number') remeasureEvery(remeasure, this, SizedLRU.#remeasureNext<K, V, FC>)
  }

  /** What it holds: keys, values and all it keeps for them; what values declare shared (see `Ledger`) counts once. At most `maxBytes`, but for what its tables grew by in the last few sets. */
  get bytes(): number {
    this.#look(true)
    this.#draw?.holds(this.#held())
    return this.#held()
  }

  /** Of `bytes`: what is declared shared. It is in no entry's size. */
  get sharedBytes(): number {
    return this.#sharing.bytes
  }

  /** What it holds beside keys and values: its tables and lists, with their spare room. */
  get bookkeeping(): number {
    return this.#look(true)
  }

  /** The one of the options. */
  override get dispose(): LRUCache.Disposer<K, V> | undefined {
    return this.#dispose
  }

  /** The same as `maxBytes`. */
  override get maxSize(): number {
    return this.maxBytes
  }

  /** The sizes of all entries. The spare room of the tables is in `bytes`, and not in it. */
  override get calculatedSize(): number {
    this.#settle()
    return super.calculatedSize + this.#resized
  }

  /** lru-cache forgets its sum when it deletes the last entry, and carries it on when it evicts that. */
  #settle(): void {
    if (this.size === 0) this.#resized = -super.calculatedSize
  }

  /**
   * Adds or replaces an entry, whose size is measured. A value larger than the cache is refused: `onRefused` gets it, and an older value of the key is removed.
   * `undefined` removes the key.
   */
  override set(key: K, value: V | undefined, options?: LRUCache.SetOptions<K, V, FC>): this {
    this.#settle()
    const given = options?.size
    this.#given = given
    if (options?.ttl !== undefined) this.#mayGetTables = true
    if (given !== undefined || options?.sizeCalculation !== undefined) this.#sharing.letGo(key)
    if (given !== undefined && given > this.maxEntrySize && value !== undefined) this.#refusals.add(key, value, given, this.maxEntrySize)
    const { keyMap, valList } = this.#parts
    const index = tellsOfInserts ? undefined : keyMap.get(key)
    const isSame = index !== undefined && valList[index] === value
    super.set(key, value, options)
    if (!tellsOfInserts && value !== undefined) this.#inserted(key, isSame)
    // what is fetched comes without set()
    this.#given = undefined
    const due = this.#sharing.takeDue()
    for (let i = 0; i < due.length; i++) this.remeasure(due[i] as K)
    this.#refusals.tell()
    return this
  }

  #inserted(key: K, isSame: boolean): void {
    // lru-cache keeps the size of a value that is set again
    if (isSame) this.#setSize(key, this.#given || this.#measured)
    else this.#fit()
  }

  override get(key: K, options?: LRUCache.GetOptions<K, V, FC>): V | undefined {
    const value = super.get(key, options)
    if (this.#isOnGet && value !== undefined) this.remeasure(key)
    return value
  }

  override load(entries: [K, LRUCache.Entry<V>][]): void {
    // sizes of another process, or of what has changed since
    super.load(entries.map(([key, entry]) => [key, { ...entry, size: undefined as never }]))
    this.#refusals.tell()
  }

  /**
   * Measures the value of a key again, after it changed. Neither its recency nor its TTL change; others are evicted if it grew, and it is refused if it
   * is larger than the cache now. Its size; undefined where there is none, or where it is being fetched.
   */
  remeasure(key: K): number | undefined {
    const { keyMap, valList, isBackgroundFetch } = this.#parts
    const index = keyMap.get(key)
    const value = index === undefined ? undefined : valList[index]
    if (value === undefined || isBackgroundFetch(value)) return undefined
    const bytes = this.#sizeOf(key, value as V)
    this.#setSize(key, bytes)
    this.#refusals.tell()
    return bytes
  }

  /** No closure of a cache: the timer would hold it. */
  static #remeasureNext<K extends {}, V extends {}, FC>(cache: SizedLRU<K, V, FC>): void {
    const { keyList } = cache.#parts
    cache.#next = cache.#next + 1 < keyList.length ? cache.#next + 1 : 0
    const key = keyList[cache.#next]
    if (key !== undefined) cache.remeasure(key)
  }

  #sizeOf(key: K, value: V): number {
    const perEntry = this.#perEntry
    const { maxEntrySize } = this
    const bytes = Math.min(this.#sharing.charge(key, value, maxEntrySize - perEntry) + perEntry, Number.MAX_SAFE_INTEGER)
    this.#measured = bytes
    if (bytes > maxEntrySize) this.#refusals.add(key, value, bytes, this.maxEntrySize)
    return bytes
  }

  #setSize(key: K, bytes: number): void {
    const { keyMap, sizes } = this.#parts
    const index = keyMap.get(key)
    // a dispose or an eviction may have been in between
    if (index === undefined || sizes === undefined) return
    if (bytes > this.maxEntrySize) {
      this.delete(key)
      return
    }
    this.#resized += bytes - sizes[index]
    sizes[index] = bytes
    this.#fit()
  }

  /** Evicts what is too much. */
  #fit(): void {
    if (this.size === 1) this.#resized = this.#sizeOfOnly() - super.calculatedSize
    if (--this.#setsUntilLook <= 0) this.#look()
    while (this.size > 1) {
      if (this.#isAllowed()) return
      this.pop()
      // tables shrink too
      if (--this.#setsUntilLook <= 0) this.#look()
    }
    if (this.#isAllowed() || this.size === 0) return
    // the last one: it would fit, but for the tables
    const [[key, value]] = this.entries()
    this.#refusals.add(key, value, this.#held(), this.maxBytes)
    this.delete(key)
  }

  #isAllowed(): boolean {
    const held = this.#held()
    return held <= this.maxBytes && this.#draw?.holds(held) !== false
  }

  /** What the budget asks for. */
  static #evict<K extends {}, V extends {}, FC>(cache: SizedLRU<K, V, FC>, bytes: number): void {
    const most = cache.#held() - bytes
    while (cache.#held() > most && cache.size > 0) {
      cache.pop()
      if (--cache.#setsUntilLook <= 0) cache.#look()
    }
    cache.#draw?.holds(cache.#held())
  }

  override delete(key: K): boolean {
    const was = super.delete(key)
    this.#draw?.holds(this.#held())
    return was
  }

  override clear(): void {
    super.clear()
    this.#look()
    this.#draw?.holds(this.#held())
  }

  /** Deletes all, and gives back what it has reserved in its `budget`: nothing is kept any more. Without a budget the same as `clear`. */
  close(): void {
    this.clear()
    this.#draw?.close()
  }

  #sizeOfOnly(): number {
    return this.#parts.sizes?.[LRUCache.unsafeExposeInternals(this).head] ?? 0
  }

  // a method: a private getter is called by the engine's runtime, at 100 ns
  #held(): number {
    const { size } = this
    if (size === 0) this.#settle()
    return super.calculatedSize + this.#resized - size * this.#perEntry + this.#tables + this.#sharing.bytes
  }

  /** What the tables hold now. lru-cache makes its tables once, those of TTLs when the first comes: `isThorough` looks whether it has. */
  #look(isThorough = false): number {
    const { keyMap } = this.#parts
    const sharing = this.#sharing
    sharing.reconcile((key) => keyMap.has(key))
    if (isThorough || this.#lists === undefined || this.#mayGetTables) this.#lists = this.#tablesNow()
    this.#setsUntilLook = Math.max(1, Math.floor(this.size / partOfEntries))
    const ofEntries = sharing.tablesOfEntries
    return (this.#tables = tableSum(this.#lists) + (ofEntries === undefined ? 0 : tableSum(ofEntries)))
  }

  #tablesNow(): object[] {
    const { keyMap, keyList, valList, next, prev, free, sizes, starts, ttls, autopurgeTimers } = LRUCache.unsafeExposeInternals(this)
    const { heap } = free as { heap?: object }
    const lists: (object | undefined)[] = [this, keyMap, keyList, valList, next, prev, free, sizes, starts, ttls, autopurgeTimers, heap]
    this.#mayGetTables = ttls === undefined && (this.ttl > 0 || this.fetchMethod !== undefined)
    for (const list of [next, prev, heap]) if (ArrayBuffer.isView(list)) lists.push(list.buffer)
    return [...lists.filter((table) => table !== undefined), ...this.#sharing.tables]
  }
}

/** The options of lru-cache 11.5 (LRUCache.OptionsBase), but for sizes, and this class's own. */
const known = [
  ...[
    'maxBytes',
    'onRefused',
    'remeasure',
    'contexts',
    'charge',
    'external',
    'budget',
    'name',
    'max',
    'maxEntrySize',
    'ttl',
    'ttlResolution',
    'ttlAutopurge',
    'updateAgeOnGet',
  ],
  ...['updateAgeOnHas', 'allowStale', 'dispose', 'disposeAfter', 'onInsert', 'noDisposeOnSet', 'noUpdateTTL', 'fetchMethod', 'memoMethod'],
  ...['noDeleteOnFetchRejection', 'noDeleteOnStaleGet', 'allowStaleOnFetchRejection', 'allowStaleOnFetchAbort', 'ignoreFetchAbort'],
  ...['backgroundFetchSize', 'perf'],
]

function partsOf<K extends {}, V extends {}, FC>(cache: LRUCache<K, V, FC>) {
  const { keyMap, keyList, valList, sizes, isBackgroundFetch } = LRUCache.unsafeExposeInternals<K, V, FC>(cache)
  return { keyMap, keyList, valList, sizes, isBackgroundFetch }
}

function expected<K extends {}, V extends {}, FC>(options: SizedLRUOptions<K, V, FC>) {
  if (typeof options !== 'object' || options === null)
    throw new MemSizeError(`Expected options as an object like { maxBytes: '64 MB' }, got ${shown(options)}.`)
  for (const name of ['maxSize', 'sizeCalculation']) {
    if (name in options)
      throw new MemSizeError(
        `Expected no \`${name}\`: sizes are measured, and \`maxBytes\` limits them. For sizes of your own use LRUCache itself.`,
      )
  }
  expectOptions(options, known, "{ maxBytes: '64 MB' }")
  expectDraw(options)
  expectCharge(options)
  const { onRefused, remeasure } = options
  expectFunction(onRefused, 'onRefused', '(value, key, { bytes, limit }) => void')
  expectRemeasure(remeasure)
  if (typeof LRUCache.unsafeExposeInternals !== 'function')
    throw new MemSizeError(
      'Expected lru-cache 10 or 11, which show what they keep for their entries. Install one: npm install lru-cache@11.',
    )
  return { ...options, maxBytes: limitBytes(options.maxBytes ?? options.budget?.limit, '`maxBytes`') }
}
