// Runs in the engine before the cases. A classic script: Node, Deno and browsers alike.

// One instance, whose `vals` findHolder() finds in a heap snapshot: the value of case i is vals[i].
class OracleHolder {
  vals = []
  errors = []
}
globalThis.holder = new OracleHolder()
globalThis.hold = (i, value) => {
  holder.vals[i] = value
}
globalThis.fail = (i, error) => {
  holder.errors[i] = String(error)
}

// What the sources of cases use.
globalThis.kept = []
globalThis.keep = (...values) => kept.push(...values)
globalThis.range = (n) => Array.from({ length: n }, (_, i) => i)
/** A flat string of that length that nothing else shares. */
globalThis.text = (n, first = 97) =>
  range(n)
    .map((i) => String.fromCharCode(first + (i % 23)))
    .join('')
globalThis.members = Array.from({ length: 5000 }, () => ({}))
