import { MemSizeError, shown } from '../../src/errors.js'
import {
  doubleArray,
  fixedArray,
  flatString,
  hashCapacity,
  heapNumber,
  isRootString,
  isSmallInteger,
  isSparse,
  largestLiteral,
  literalObject,
  numberDictionary,
} from '../../src/layout/v8.js'
import type { Layout } from '../../src/protocol.js'

// What JSON.parse makes is known from the text alone: every object, array and string is new, and built in one way (json/json-parser.cc).
// The one thing that outlives a document are the hidden classes of its objects, which decide where a whole number needs a box.

export interface JsonOptions {
  /** The shapes of documents that were parsed before this one; this one's are added. */
  readonly shapes?: JsonShapes
  /** Names that the engine uses itself, beside one-character strings: free where a short string of the document equals one. */
  readonly rootStrings?: ReadonlySet<string>
}

/**
 * Deep size of what V8's JSON.parse makes of a text. Exact, but for two things the text does not tell: shapes that the program has used in
 * another way, and `rootStrings`. Where a key is given twice, the first value counts no more, but for short strings that occur again later.
 */
export function jsonDocumentSize(text: string, layout: Layout, options: JsonOptions = {}): number {
  const strings = new Strings(text, layout, options.rootStrings ?? new Set())
  const shapes = options.shapes ?? new JsonShapes()
  const scanner = new Scanner(text)
  const outer: Frame[] = []
  let frame: Frame = new ArrayFrame(layout)
  for (;;) {
    const start = scanner.peek()
    if (start === '[' || start === '{') {
      outer.push(frame)
      frame = start === '[' ? new ArrayFrame(layout) : new ObjectFrame(layout, strings, shapes, frame.previous)
      scanner.at++
      if (scanner.peek() !== frame.end) {
        if (frame instanceof ObjectFrame) frame.key = scanner.key()
        continue
      }
    } else if (start === '"') {
      frame.take('anything', strings.value(scanner.string()))
    } else {
      const scalar = scanner.scalar()
      if (typeof scalar === 'number') frame.take(isSmallInteger(layout, scalar) ? 'integers' : 'numbers', 0)
      else frame.take('anything', 0)
    }
    // Behind a value: its containers end here, or another value follows.
    for (;;) {
      const next = scanner.peek()
      if (outer.length === 0) {
        if (next === '') return frame.document()
        scanner.fail('the end')
      }
      if (next !== ',' && next !== frame.end) scanner.fail(`"," or "${frame.end}"`)
      scanner.at++
      if (next === ',') {
        if (frame instanceof ObjectFrame) frame.key = scanner.key()
        break
      }
      const closed = frame
      frame = outer.pop() as Frame
      frame.take('anything', closed.close(), closed.form)
    }
  }
}

/** What a value is, or what all values of a field or array were. Whole numbers are `integers` only where they need no box. */
type Held = 'integers' | 'numbers' | 'anything'

/** V8's representations Smi, Double and Tagged: what can hold both. */
const generalize = (a: Held | undefined, b: Held): Held =>
  a === undefined || a === b ? b : a === 'anything' || b === 'anything' ? 'anything' : 'numbers'

/** A container that has been opened, and not closed. */
interface Frame {
  readonly end: string
  /** The form of the object that is its last element so far. */
  readonly previous?: ObjectForm
  /** Its own form, once it is closed. */
  readonly form?: ObjectForm
  /** The next value, and the bytes of what it refers to; a number's box is the container's business. */
  take(held: Held, bytes: number, form?: ObjectForm): void
  /** Bytes of the container and all that it holds. */
  close(): number
  /** Bytes of what it holds, for a document of one value. */
  document(): number
}

class ArrayFrame implements Frame {
  readonly end = ']'
  previous: ObjectForm | undefined
  private readonly layout: Layout
  private length = 0
  private boxable = 0
  private held: Held | undefined
  private bytes = 0

  constructor(layout: Layout) {
    this.layout = layout
  }

  take(held: Held, bytes: number, form?: ObjectForm): void {
    this.previous = form
    this.length++
    if (held === 'numbers') this.boxable++
    this.held = generalize(this.held, held)
    this.bytes += bytes
  }

  close(): number {
    const { layout, length } = this
    const store = this.held === 'numbers' ? doubleArray(layout, length) : fixedArray(layout, length) + this.boxable * heapNumber(layout)
    return this.bytes + layout.headers.array + store
  }

  document(): number {
    return this.bytes + this.boxable * heapNumber(this.layout)
  }
}

interface Field {
  readonly value: Held
  /** More than the value is, where the key was given before. */
  readonly held: Held
  readonly bytes: number
}

/** How an object was built that others may follow. */
interface ObjectForm {
  readonly slots: number
  /** How many names it has, and which came first. */
  readonly names: number
  readonly first: string | undefined
  /** Whether its elements are a dictionary. */
  readonly hasDictionary: boolean
}

class ObjectFrame implements Frame {
  readonly end = '}'
  key = ''
  form: ObjectForm | undefined
  private readonly example: ObjectForm | undefined
  private readonly layout: Layout
  private readonly strings: Strings
  private readonly shapes: JsonShapes
  private readonly named = new Map<string, Field>()
  private readonly elements = new Map<number, Field>()
  /** A key given twice counts twice. */
  private names = 0
  private indices = 0
  private length = 0
  private bytes = 0

  constructor(layout: Layout, strings: Strings, shapes: JsonShapes, example: ObjectForm | undefined) {
    this.layout = layout
    this.example = example
    this.strings = strings
    this.shapes = shapes
  }

  take(held: Held, bytes: number): void {
    const index = arrayIndex(this.key)
    if (index < 0) {
      this.names++
      this.put(this.named, this.key, held, bytes)
    } else {
      this.indices++
      this.length = Math.max(this.length, index + 1)
      this.put(this.elements, index, held, bytes)
    }
  }

  private put<Key>(fields: Map<Key, Field>, key: Key, value: Held, bytes: number): void {
    const lost = fields.get(key)
    this.bytes += bytes - (lost?.bytes ?? 0)
    fields.set(key, { value, held: generalize(lost?.held, value), bytes })
  }

  close(): number {
    const named = this.names > largestLiteral ? this.ofDictionary() : this.ofFields()
    return this.bytes + named + this.ofElements()
  }

  document(): number {
    return this.close()
  }

  private ofDictionary(): number {
    let bytes = literalObject(this.layout, this.names, true)
    for (const [key, { value }] of this.named) bytes += this.strings.key(key) + (value === 'numbers' ? heapNumber(this.layout) : 0)
    return bytes
  }

  private ofFields(): number {
    const [first] = this.named.keys()
    const { example, hasDictionary } = this
    // From V8 12 on an element is built like the one before it, if that has enough fields and begins with the same (JSDataObjectBuilder).
    const isAlike =
      this.layout.version >= 12 &&
      example !== undefined &&
      first !== undefined &&
      example.first === first &&
      example.names >= this.names &&
      example.hasDictionary === hasDictionary
    const slots = isAlike ? example.slots : this.names
    this.form = { slots, names: this.named.size, first, hasDictionary }
    let boxes = 0
    let shape = this.shapes.root(slots, hasDictionary)
    for (const [key, field] of this.named) {
      shape = shape.next(key)
      shape.hold(field.held)
      // a field for numbers boxes every one, and each has its own box
      if (field.value === 'numbers' || (shape.held === 'numbers' && field.value === 'integers')) boxes++
    }
    return literalObject(this.layout, slots, true) + boxes * heapNumber(this.layout)
  }

  private ofElements(): number {
    const { layout } = this
    if (this.indices === 0) return 0
    let bytes = this.hasDictionary ? numberDictionary(layout, hashCapacity(this.indices)) : fixedArray(layout, this.length)
    for (const [index, { value }] of this.elements) {
      if (value === 'numbers') bytes += heapNumber(layout)
      if (this.hasDictionary && !isSmallInteger(layout, index)) bytes += heapNumber(layout) // the key
    }
    return bytes
  }

  /** Whether its elements are a dictionary. */
  private get hasDictionary(): boolean {
    return this.indices > 0 && isSparse(this.indices, this.length)
  }
}

/** The hidden classes that JSON.parse has made so far. */
export class JsonShapes {
  private readonly roots = new Map<number, Shape>()

  /** V8 starts from another class for each number of slots, and where the elements are a dictionary. */
  root(slots: number, hasDictionary: boolean): Shape {
    const id = hasDictionary ? -1 - slots : slots
    let root = this.roots.get(id)
    if (root === undefined) this.roots.set(id, (root = new Shape()))
    return root
  }
}

/** Classes that a class remembers as being made from it (TransitionsAccessor::kMaxNumberOfTransitions). */
const mostTransitions = 1536

/** The last field of a hidden class, and the classes with one field more. */
class Shape {
  /** All values that the field has had, in any object. */
  held: Held | undefined
  private more = new Map<string, Shape>()

  /** A field that gets boxes makes a new class, and those with more fields begin again (Representation::CanBeInPlaceChangedTo). */
  hold(held: Held): void {
    const before = this.held
    this.held = generalize(before, held)
    if (before === 'integers' && this.held === 'numbers') this.more = new Map()
  }

  next(key: string): Shape {
    let shape = this.more.get(key)
    if (shape === undefined) {
      shape = new Shape()
      if (this.more.size < mostTransitions) this.more.set(key, shape)
    }
    return shape
  }
}

/** The strings of one document. Short ones are shared by all that equal them; keys always are, but only dictionaries hold theirs. */
class Strings {
  private readonly layout: Layout
  private readonly rootStrings: ReadonlySet<string>
  private readonly longestShared: number
  private readonly met = new Set<string>()

  constructor(text: string, layout: Layout, rootStrings: ReadonlySet<string>) {
    this.layout = layout
    this.rootStrings = rootStrings
    // JsonString::kMaxInternalizedStringValueLength
    this.longestShared = layout.version < 12 ? 10 : !isTwoByte(text) ? 9 : layout.version < 13 ? 0 : 1
  }

  value({ text, escaped }: ScannedString): number {
    // V8 15 looks up what has escapes only where it is one character.
    const longest = escaped && this.layout.version >= 15 ? Math.min(1, this.longestShared) : this.longestShared
    return text.length <= longest ? this.key(text) : flatString(this.layout, text.length, isTwoByte(text))
  }

  key(text: string): number {
    if (this.met.has(text)) return 0
    this.met.add(text)
    if (this.layout.freeRootStrings && (isRootString(this.layout, text) || this.rootStrings.has(text))) return 0
    return flatString(this.layout, text.length, isTwoByte(text))
  }
}

const isTwoByte = (text: string): boolean => /[^\0-\xff]/.test(text)

/** The index that a key is, or -1. */
function arrayIndex(key: string): number {
  if (!/^(0|[1-9]\d{0,9})$/.test(key)) return -1
  const index = Number(key)
  return index < 2 ** 32 - 1 ? index : -1
}

interface ScannedString {
  readonly text: string
  readonly escaped: boolean
}

const spaces = /[ \t\r\n]*/y
const plainCharacters = /[^"\\\0-\x1f]*/y
const escapeSequence = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y
const words = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

/** Reads JSON text token by token. */
class Scanner {
  at = 0
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** The next character that is no space; '' at the end. */
  peek(): string {
    this.skip(spaces)
    return this.text.charAt(this.at)
  }

  /** A key and its colon. */
  key(): string {
    if (this.peek() !== '"') this.fail('a key')
    const { text } = this.string()
    if (this.peek() !== ':') this.fail('":"')
    this.at++
    return text
  }

  string(): ScannedString {
    const start = this.at++
    let escaped = false
    this.skip(plainCharacters)
    while (this.text.charAt(this.at) === '\\') {
      escaped = true
      if (!this.skip(escapeSequence)) this.fail('an escape sequence')
      this.skip(plainCharacters)
    }
    if (this.text.charAt(this.at) !== '"') this.fail('the end of a string')
    this.at++
    return escaped
      ? { text: JSON.parse(this.text.slice(start, this.at)), escaped }
      : { text: this.text.slice(start + 1, this.at - 1), escaped }
  }

  /** A number, or what is neither number nor string and has no size. */
  scalar(): number | undefined {
    const start = this.at
    if (!this.skip(words)) this.fail('a value')
    const word = this.text.slice(start, this.at)
    return /^[tfn]/.test(word) ? undefined : Number(word)
  }

  fail(expected: string): never {
    const got = this.at < this.text.length ? shown(this.text.slice(this.at, this.at + 20)) : 'the end of the text'
    throw new MemSizeError(
      `Expected ${expected} at character ${this.at} of a JSON document, got ${got}. Give the text that JSON.parse takes.`,
    )
  }

  /** Goes behind what the pattern matches here. */
  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at
    if (!pattern.test(this.text)) return false
    this.at = pattern.lastIndex
    return true
  }
}
