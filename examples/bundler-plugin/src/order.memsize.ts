// Written by memsize-codegen 0.1.0 from order.ts, and written again when that changes: change that file instead. Checksum 5092b84572f9
import type { Meter } from 'memsize'
import {
  has,
  isObject,
  isPlain,
  numberBytes,
  objectBytes,
  objectType,
  plainSize,
  type SizeOptions,
  textBytes,
  total,
  type TypedWalk,
} from 'memsize/generated'
import type { Line, Order } from './order.js'

const lineObject = objectBytes(2)

/** The deep size of an Order in bytes, by the layout model. */
export function deepSizeOfOrder(value: Order, options?: SizeOptions): number {
  return total(value, countDescribedOrder, options, describeOrder)
}

/** Describes an Order, as `options.describe`. */
export function describeOrder(value: Order, meter: Meter): void {
  meter.owned('lines', value.lines)
  meter.skip('prices', 'all orders have the same')
  meter.rest(value)
}

const orderType = objectType({ id: 'number', customer: 'text', lines: 'object', prices: 'primitive?' })

export function countDescribedOrder(value: Order, walk: TypedWalk): void {
  const fields = walk.fieldsOf(orderType, value, has(value, 'prices') ? 1 : 0)
  if (fields === undefined) return
  walk.ruledOwned(value.lines, countOrderLines)
  fields.number(0, value.id)
  fields.text(1, value.customer)
}

/** The deep size of a Line in bytes, by the layout of the running engine. */
export function deepSizeOfLine(value: Line, options?: SizeOptions): number {
  return plainSize(value, bytesOfLine, options)
}

function bytesOfLine(value: Line): number {
  if (!isObject(value) || value.constructor !== Object || !isPlain(value, 2)) return NaN
  return lineObject + textBytes(value.title) + numberBytes(value.amount)
}

const lineType = objectType({ title: 'text', amount: 'number' })

export function countLine(value: Line, walk: TypedWalk): void {
  const fields = walk.fieldsOf(lineType, value, 0)
  if (fields === undefined) return
  fields.text(0, value.title)
  fields.number(1, value.amount)
}

function countOrderLines(value: Order['lines'], walk: TypedWalk): void {
  walk.array(value, readOrderLines)
}

function readOrderLines(elements: Order['lines'], walk: TypedWalk): void {
  const { site } = walk
  let i = 0
  for (let value = walk.objectAt(elements, 0); value !== undefined; value = walk.objectAt(elements, ++i)) {
    if (!walk.begin(value, countLine)) continue
    countLine(value, walk)
    walk.end(site)
  }
  walk.rest(elements, i, site)
}
