// A Vitest suite with memory assertions: sizes, allocations, leaks.
import { matchers } from 'memsize/vitest'
import { expect, test } from 'vitest'
import { Cart } from './cart.js'

expect.extend(matchers)

const cartOf = (count: number): Cart => {
  const cart = new Cart()
  for (let i = 0; i < count; i++) cart.add(`title ${i}`)
  return cart
}

test('a cart of 100 items fits into 16 kB', () => {
  expect(cartOf(100)).toFitIn('16 kB')
})

test('what the items take is the cart’s alone', () => {
  const carts = [cartOf(100), cartOf(100)]
  expect(carts[0]).toRetainAtMost('16 kB', { from: carts })
})

test('filling a cart allocates at most 64 kB', async () => {
  await expect(() => cartOf(100)).toAllocateAtMost('64 kB')
})

test('filling a cart leaves nothing behind', async () => {
  await expect(() => cartOf(100)).not.toLeak()
})

test('a listener that is never taken away is found', async () => {
  await expect(() => {
    const cart = cartOf(100)
    Cart.onChange(() => cart.count)
  }).toLeak()
})
