import { SafeWeakMap } from '../intrinsics.js'
import type { Layout } from '../protocol.js'
import { jscRules } from './jsc.js'
import type { Rules } from './rules.js'
import { spidermonkeyRules } from './spidermonkey.js'
import { v8Rules } from './v8-rules.js'

const makers = { v8: v8Rules, jsc: jscRules, spidermonkey: spidermonkeyRules }
const made = new SafeWeakMap<Layout, Rules>()

/** The rules of a layout, made once for each. */
export function rulesFor(layout: Layout): Rules {
  let rules = made.get(layout)
  if (rules === undefined) {
    rules = makers[layout.engine](layout)
    made.set(layout, rules)
  }
  return rules
}
