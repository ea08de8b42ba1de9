import type { Bound } from './allocation-profile.js'

/** An estimate from samples: bytes, their variance, and the largest weight of a sample that might as well have been missed. */
export interface Estimate {
  readonly bytes: number
  readonly variance: number
  readonly widest: number
}

/** The ends leave out 1 % each: of what is nominally 98 %, at least 95 is kept for every kind of site, not for most. */
const lowest = 0.01
const highest = 0.99
/** The standard normal distribution's quantile of the highest. */
const normal = 2.3263478740408408

/**
 * Where the truth is, in at least 95 of 100 profiles. A sum of weights is nearly gamma-distributed about it: below, the low quantile of a gamma
 * with the estimate's mean and variance; above, the high one with one more sample of the largest weight. O(1).
 */
export function boundOf({ bytes, variance, widest }: Estimate): Bound {
  // every block was seen; a variance this small is what rounding leaves
  if (widest <= 0 || (bytes > 0 && variance <= bytes * bytes * 1e-12)) return [bytes, bytes]
  const lower = bytes > 0 && variance > 0 ? scaledQuantile(lowest, bytes, variance) : 0
  const upper = scaledQuantile(highest, bytes + widest, Math.max(variance, 0) + widest * widest)
  return [Math.floor(Math.min(lower, bytes)), Math.ceil(Math.max(upper, bytes))]
}

const scaledQuantile = (share: number, mean: number, variance: number): number =>
  (gammaQuantile(share, (mean * mean) / variance) * variance) / mean

/** By Wilson and Hilferty where the shape is large (error below 0.1 % from 200 on), by bisection below. */
function gammaQuantile(share: number, shape: number): number {
  if (shape > 200) {
    const z = share < 0.5 ? -normal : normal
    return shape * (1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape))) ** 3
  }
  let low = 0
  let high = shape + 10 * Math.sqrt(shape) + 20
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (lowerGamma(shape, middle) < share) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** The regularized incomplete gamma function: its power series (Abramowitz and Stegun 6.5.29), all of whose terms are positive. */
function lowerGamma(shape: number, x: number): number {
  if (x <= 0) return 0
  let term = 1 / shape
  let sum = term
  for (let n = 1; term > sum * 1e-14 && n < 10_000; n++) {
    term *= x / (shape + n)
    sum += term
  }
  return Math.min(1, sum * Math.exp(shape * Math.log(x) - x - logGamma(shape)))
}

/** Stirling's series, for arguments moved up to where four terms are exact to 1e-12. */
function logGamma(x: number): number {
  let shift = 0
  let at = x
  for (; at < 12; at++) shift += Math.log(at)
  const square = 1 / (at * at)
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / at
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift
}
