import { MemSizeError, shown } from '../errors.js'
import type { MemSize as Described } from '../protocol.js'
import { type ClassDecorator, classDecorator } from './class-decorator.js'
import { type AccessorDecorator, type FieldDecorator, fieldDecorator } from './field-decorator.js'
import { abandoning } from './pending.js'
import type { ClassOptions } from './rules.js'

/** An object that describes its own memory: by a decorator, by generated code, or by hand. */
export interface MemSize extends Described {}

/** `@MemSize()` derives the description of a class; `@MemSize.owned` and its like say what is special about a field. */
export interface MemSizeDecorator {
  /** Derives `[describeMemory]`: each field that has a rule as the rule says, and all others as if nothing was said. */
  // biome-ignore lint/suspicious/noExplicitAny: the class's own type, which its decorator cannot know
  (options?: ClassOptions<any>): ClassDecorator
  /** Nothing else refers to the field's value: it is not looked up. Where the promise is broken, the measurement finds out. */
  readonly owned: FieldDecorator
  /** Others hold it too: it counts once, and is never freed with this object. */
  readonly shared: FieldDecorator
  /** Counts like any other field: for `#private` ones, and accessors, which decorators alone let the library see. */
  readonly field: FieldDecorator
  /**
   * On an accessor (`@MemSize.cached accessor items = new Map()`): its size is kept until another value is assigned, so that measuring the owner
   * need not walk what has not changed. What changes inside the value it cannot see: `invalidateSize(owner)` says so, and `auditSize(owner)` finds out. What
   * the value shares with other parts counts with each.
   */
  readonly cached: AccessorDecorator
  /** Does not count; reports show the reason. */
  ignore(reason: string): FieldDecorator
  /** This number of bytes outside the JavaScript heap stands for the value, which is not looked into. Not called for undefined and null. */
  // biome-ignore lint/suspicious/noExplicitAny: the field's own type, which its decorator cannot know
  sizedBy(size: (value: any) => number): FieldDecorator
}

function decorate(options: ClassOptions<never> = {}): ClassDecorator {
  if (typeof options === 'function')
    throw new MemSizeError('Expected @MemSize() with parentheses, got @MemSize. Write @MemSize() above the class.')
  return classDecorator(options)
}

/** `@MemSize()`, and the rules of fields: see MemSizeDecorator. */
export const MemSize: MemSizeDecorator = Object.assign(abandoning(decorate), {
  owned: fieldDecorator({ kind: 'owned' }),
  shared: fieldDecorator({ kind: 'shared' }),
  field: fieldDecorator({ kind: 'field' }),
  cached: fieldDecorator({ kind: 'cached' }) as AccessorDecorator,
  ignore: abandoning((reason: string): FieldDecorator => {
    if (typeof reason === 'string' && reason.trim() !== '') return fieldDecorator({ kind: 'ignore', reason })
    throw new MemSizeError(`Expected a reason, as in @MemSize.ignore('belongs to the pool'), got ${shown(reason)}. Reports show it.`)
  }),
  sizedBy: abandoning((size: (value: never) => number): FieldDecorator => {
    if (typeof size === 'function') return fieldDecorator({ kind: 'sizedBy', size })
    throw new MemSizeError(
      `Expected a function from the field's value to bytes, as in @MemSize.sizedBy((h) => h.byteLength), got ${shown(size)}.`,
    )
  }),
})
