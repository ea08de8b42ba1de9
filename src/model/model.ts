import type { Method, Request, Steps, Total } from '../measuring.js'
import { ModelSteps } from './model-steps.js'
import { Walk } from './walk.js'

/** Computes sizes from a layout, on any engine. It gives bounds, and an answer to everything. */
export const model = {
  by: 'model',
  total(value: unknown, request: Request): Total {
    const steps = new ModelSteps(value, request)
    while (!steps.step(Infinity));
    return steps.total
  },
  own(values: readonly unknown[], request: Request): ArrayLike<number> {
    const bytes = new Float64Array(values.length)
    for (let i = 0; i < values.length; i++) {
      const walk = new Walk({ ...request, shallow: true })
      walk.start(values[i])
      walk.run()
      walk.finish()
      bytes[i] = walk.bytes
    }
    return bytes
  },
  steps(value: unknown, request: Request): Steps {
    return new ModelSteps(value, request)
  },
} satisfies Method
