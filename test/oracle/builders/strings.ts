import { fixedArray, flatString, ropeString, shortestRope } from '../../../src/layout/v8.js'
import type { Layout } from '../../../src/protocol.js'
import { everyReadOnlyName, readOnlyNames } from '../read-only-strings.js'
import { type Case, range, sharedString } from './case.js'

/** A string in an array, since a holder of strings is no plain value on every engine. */
const inArray = (l: Layout, bytes: number): number => l.headers.array + fixedArray(l, 1) + bytes

export function* strings(): Generator<Case> {
  for (const n of [...range(0, 40), 100, 1000]) {
    if (n !== 1) yield { name: `Latin-1, ${n}`, source: `[text(${n})]`, predict: (l) => inArray(l, flatString(l, n)) }
    if (n > 0) yield { name: `two-byte, ${n}`, source: `[text(${n},0x65e5)]`, predict: (l) => inArray(l, flatString(l, n, true)) }
    if (n > 3) {
      yield {
        name: `concatenated, ${n}`,
        source: `[text(${n - 3})+text(3)]`,
        predict: (l) => inArray(l, n < shortestRope ? flatString(l, n) : ropeString(l) + flatString(l, n - 3) + flatString(l, 3)),
      }
      yield {
        name: `sliced, ${n}`,
        source: `[text(2000).slice(3,${n + 3})]`,
        predict: (l) => inArray(l, n < shortestRope ? flatString(l, n) : ropeString(l) + flatString(l, 2000)),
      }
    }
  }
  yield* shortStrings()
  yield* names()
}

function* shortStrings(): Generator<Case> {
  for (const code of [0, 97, 0xff]) {
    const text = String.fromCharCode(code)
    yield { name: `one character, ${code}`, source: `[String.fromCharCode(${code})]`, predict: (l) => inArray(l, sharedString(l, text)) }
  }
  yield { name: 'one character, 256', source: '[String.fromCharCode(256)]', predict: (l) => inArray(l, flatString(l, 1, true)) }
  for (const n of [0, 1, 5, 9, 10, 42, 99, 100, 255, 999]) {
    yield { name: `String(${n})`, source: `[String(${n})]`, predict: (l) => inArray(l, sharedString(l, String(n))) }
  }
}

/** The engine's own names cost nothing where the program's string is the engine's: in its source, not when put together. */
function* names(): Generator<Case> {
  for (const name of everyReadOnlyName.filter((_, i) => i % 3 === 0)) {
    const unlessReadOnly = (l: Layout) => inArray(l, readOnlyNames(l).has(name) ? 0 : flatString(l, name.length))
    yield { name: `the name ${name}, literal`, source: `['${name}']`, predict: unlessReadOnly }
    yield {
      name: `the name ${name}, put together`,
      source: `[[...'${name}'].join('')]`,
      predict: (l) => inArray(l, flatString(l, name.length)),
    }
  }
}
