/** The bare traversal that a size is paid for with: `for..in` over everything, one Set for objects, one for strings. It weighs nothing. */
export function bare(root) {
  const objects = new Set([root])
  const strings = new Set()
  const work = [root]
  for (let value = work.pop(); value !== undefined; value = work.pop()) {
    for (const key in value) {
      const part = value[key]
      if (typeof part === 'string') strings.add(part)
      else if (typeof part === 'object' && part !== null && !objects.has(part)) {
        objects.add(part)
        work.push(part)
      }
    }
  }
  return objects.size + strings.size
}

/** The same with every trick: arrays by index, and a Set's size instead of a second lookup. It calls getters, as the other does. */
export function tuned(root) {
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
