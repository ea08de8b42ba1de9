// An ES module, for closures.cjs: a variable of its own, and one that it exports.
const kept = { a: [1, 2, 3] }
export let counter = 0
export const read = () => {
  counter++
  return kept
}
