/** A document of people and orders, about 6 MB as text, made from a seed. */
export function shop(seed = 1) {
  const random = mulberry32(seed)
  /** @param {number} n */
  const below = (n) => Math.floor(random() * n)
  /** @template T @param {readonly T[]} list */
  const one = (list) => list[below(list.length)]
  /** @template T @param {number} length @param {(i: number) => T} make */
  const list = (length, make) => Array.from({ length }, (_, i) => make(i))

  const products = list(400, (i) => ({
    sku: `SKU-${1000 + i}`,
    title: `${one(adjectives)} ${one(nouns)}`,
    price: below(20_000) / 100,
    tags: list(below(4), () => one(adjectives).toLowerCase()),
    stock: { berlin: below(500), lyon: below(500), osaka: below(500) },
  }))
  const customers = list(9000, (i) => {
    const name = `${one(names)} ${one(surnames)}`
    return {
      id: i,
      name,
      email: `${name.toLowerCase().replace(' ', '.')}${i}@example.com`,
      since: new Date(Date.UTC(2015, 0, 1) + below(3650) * 86_400_000).toISOString(),
      address: { street: `${one(surnames)} Street ${1 + below(200)}`, city: one(cities), location: [random() * 90, random() * 180] },
      preferences: random() < 0.3 ? { newsletter: random() < 0.5, language: one(['de', 'en', 'fr', 'ja']) } : null,
    }
  })
  const orders = list(20_000, (i) => ({
    number: `O-${100_000 + i}`,
    customer: below(customers.length),
    placed: Date.UTC(2024, 0, 1) + below(86_400 * 700) * 1000,
    status: one(['delivered to the customer', 'waiting for payment', 'returned']),
    lines: list(1 + below(4), () => ({ sku: one(products).sku, quantity: 1 + below(5), paid: below(20_000) / 100 })),
    ...(random() < 0.05 && { note: `${one(adjectives)} wrapping, please: it is a present for ${one(names)}` }),
  }))
  const visits = Object.fromEntries(
    list(365, (day) => [new Date(Date.UTC(2025, 0, 1 + day)).toISOString().slice(0, 10), list(24, () => below(900))]),
  )
  const logo = list(20_000, () => one('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.split(''))).join('')
  return { shop: { name: 'Example & Sons', logo }, products, customers, orders, visits }
}

const adjectives = ['Quiet', 'Sturdy', 'Foldable', 'Blue', 'Recycled', 'Tiny', 'Waterproof', 'Wooden', 'Bright', 'Classic']
const nouns = ['kettle', 'lamp', 'backpack', 'notebook', 'chair', 'umbrella', 'clock', 'blanket', 'mug', 'bicycle bell']
const names = ['Ada', 'Björn', 'Chloé', 'Deniz', 'Emeka', 'Fumiko', 'Giulia', 'Hannah', 'Ibrahim', 'Jun']
const surnames = ['Abe', 'Brandt', 'Costa', 'Dubois', 'Eriksen', 'Fischer', 'Garcia', 'Haddad', 'Ivanova', 'Jones']
const cities = ['Berlin', 'Lyon', 'Osaka', 'Lagos', 'Porto', 'Izmir', 'Zürich', 'Aarhus']

/** Random numbers from 0 to 1, the same for the same seed. @param {number} state */
function mulberry32(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
