import { type Measurement, measure, measurementWith } from './measure.js'
import type { Method } from './measuring.js'
import { chosenOptions } from './method.js'
import { located } from './model/opaque-paths.js'
import { type AsyncSizeOptions, checkedOptions } from './options.js'
import { nextTurn, now } from './timers.js'
import type { Opaque } from './unknowns.js'

/** How long a slice may take, in ms: half a frame. */
const sliceLength = 8

/**
 * Measures in slices of about 8 ms, and lets the event loop run between them. Its bounds hold if the value did not change meanwhile.
 * The probe goes on where it was if no garbage was collected between two slices, and nothing else was measured. Otherwise objects may have moved, or it has
 * forgotten what it met, and it starts again. After eight starts without progress the model measures, and `by` says so; with `by: 'probe'` the probe
 * measures in one go then, about 30 ms per million objects.
 * A function for `exclude`, a `tracker` and functions of descriptions can make a slice longer. Rejects with the signal's reason when aborted; what a `tracker`
 * has seen until then stays seen.
 */
export async function measureAsync(value: unknown, options?: AsyncSizeOptions): Promise<Measurement> {
  const chosen = chosenOptions(options)
  const { by, signal, onProgress } = checkedOptions(options)
  signal?.throwIfAborted()
  const turn = async (): Promise<void> => {
    await nextTurn()
    signal?.throwIfAborted()
  }
  const { methods } = chosen
  for (let i = 0; i < methods.length; i++) {
    const method = methods[i] as Method
    const steps = method.steps(value, chosen, by === 'probe' || i === methods.length - 1)
    if (steps === undefined) continue
    while (!slice(() => steps.step())) {
      onProgress?.({ count: steps.count, bytes: steps.bytes })
      await turn()
    }
    const { total } = steps
    if (total === undefined) continue
    onProgress?.({ count: total.count, bytes: total.bytes })
    const places = located(value, chosen, total.unknowns)
    let place = places.next()
    while (!slice(() => place.done || (place = places.next()).done === true)) await turn()
    return measurementWith(place.value as Opaque[], chosen, method.by, total)
  }
  return measure(value, options)
}

function slice(step: () => boolean): boolean {
  const end = now() + sliceLength
  do if (step()) return true
  while (now() < end)
  return false
}
