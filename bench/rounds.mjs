import { seeded, shuffle } from './random.mjs'

/** A sample repeats a run until it has cost this much, in ms: far above the clock's step and what one scavenge costs. */
const SAMPLE = 5

/** Where the result of what is timed goes, so that no compiler drops it. */
let sink

/**
 * Times several runs of the same value, interleaved: each round takes one sample of each in an order of its own, from a young
 * generation just swept. Returns, for each run, its milliseconds by round.
 *
 * Milliseconds of processor time, the collector's and compiler's threads included: on two busy cores the wall clock said 1.0 or 1.8
 * by turns for the same JSON.stringify, and ratios to it had quartiles of 1.8 and 4.0 where those of processor time were 2.5 and 2.7.
 * @param {(() => unknown)[]} runs
 * @param {number} [repeat] runs per sample, where one is long enough; tried out otherwise
 */
export function timeInRounds(runs, rounds, repeat) {
  const random = seeded()
  const repeats = runs.map((run) => repeat ?? Math.max(1, Math.ceil(SAMPLE / once(run, 1))))
  const samples = runs.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const i of shuffle(random, [...runs.keys()])) {
      globalThis.gc({ type: 'minor' })
      samples[i].push(once(runs[i], repeats[i]))
    }
  }
  return samples
}

/** Milliseconds per run. */
function once(run, repeats) {
  const start = process.cpuUsage()
  for (let i = 0; i < repeats; i++) sink = run()
  const { user, system } = process.cpuUsage(start)
  sink = undefined
  return (user + system) / 1000 / repeats
}

/** The q-th part of a list in order, between neighbours where it falls there; q = 0.5: the median. */
export function quantile(list, q = 0.5) {
  const sorted = [...list].sort((a, b) => a - b)
  const at = (sorted.length - 1) * q
  const low = Math.floor(at)
  return sorted[low] + (at - low) * (sorted[Math.ceil(at)] - sorted[low])
}

/** Round by round, how many times as long the one took as the other. */
export const ratios = (samples, base) => samples.map((time, round) => time / base[round])
