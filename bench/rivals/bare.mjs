/**
 * The least a walk with identity checks can do: `for..in` (arrays by index, which is faster), one Set for objects, one for strings.
 * It weighs nothing; what it takes is the floor. A Set's size tells whether an entry was new with one lookup instead of two.
 */
export function bare(root) {
  const objects = new Set([root])
  const strings = new Set()
  const work = [root]

  const meet = (value) => {
    if (typeof value === 'string') strings.add(value)
    else if (typeof value === 'object' && value !== null) {
      const known = objects.size
      objects.add(value)
      if (objects.size > known) work.push(value)
    }
  }

  for (let value = work.pop(); value !== undefined; value = work.pop()) {
    if (Array.isArray(value)) for (let i = 0; i < value.length; i++) meet(value[i])
    else for (const key in value) meet(value[key])
  }
  return objects.size + strings.size
}
