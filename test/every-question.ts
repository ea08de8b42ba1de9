import { byClass, deepSize, exceeds, explain, layouts, measure, measureAsync, shallowSize, Tracker } from '../src/index.js'
import type { SizeOptions } from '../src/options.js'

/** Every way there is to ask for a value's size. */
const questions: Record<string, (value: unknown, options?: SizeOptions) => unknown> = {
  measure,
  deepSize,
  shallowSize,
  exceeds: (value, options) => exceeds(value, 64, options),
  byClass: (value, options) => byClass(value, options).toString(),
  explain: (value, options) => explain(value, options).toString(),
  'explain, as JSON': (value, options) => JSON.stringify(explain(value, options)),
  "assume: 'owned'": (value, options) => measure(value, { ...options, assume: 'owned' }),
  'a tracker': (value, options) => measure(value, { ...options, tracker: new Tracker() }),
  'another layout': (value, options) => measure(value, { ...options, layout: layouts.chromium }),
  limit: (value, options) => measure(value, { ...options, limit: 1 }),
  exclude: (value, options) => measure(value, { exclude: (_value, path) => path() === '', ...options }),
}

/** Asks for a value's size in every way; an error names the way it came by. */
export async function askEverything(value: unknown, options?: SizeOptions): Promise<void> {
  for (const [name, ask] of [...Object.entries(questions), ['measureAsync', measureAsync] as const]) {
    try {
      await ask(value, options)
    } catch (error) {
      throw new Error(`${name} threw`, { cause: error })
    }
  }
}
