// What has to hold of the variants of a chain of classes.

/** @param library { byClass, deepSize, explain, measure } of the built library; @param report gets what is wrong */
function checker({ byClass, deepSize, explain, measure }, report) {
  const kept = []

  const formed = (list, form, base) => {
    for (const object of list) {
      if (form === 'dictionary') {
        object.gone = 1
        delete object.gone
      } else if (form === 'frozen' && base !== 'Uint8Array') Object.freeze(object)
    }
    return list
  }

  /** @param chain as class-tree-texts.cjs makes it @param variants the classes of each variant, by name @param mayHide whether a variant keeps something where nobody sees it */
  function check(chain, variants, mayHide) {
    const { base, form, instances } = chain
    const made = Object.fromEntries(
      Object.entries(variants).map(([name, classes]) => {
        const list = Array.from({ length: instances }, () => new (classes.at(-1))())
        for (const object of list) object.reads()
        return [name, list]
      }),
    )
    // what only the field holds is gone with the field
    for (const name of ['dropped', 'whole']) for (const object of made[name] ?? []) object.drop()
    for (const list of Object.values(made)) formed(list, form, base)
    const { plain, bare, ignoring, dropped, byHand, whole } = made
    const fault = (what, ...numbers) => report(`${what} (${base}, ${form}, ${chain.ruled.name}): ${numbers.join(', ')}`, chain)
    // a collection between two measurements takes ropes and spare room away: two more are made at once then
    const same = (what, one, other, again = true) => {
      const [a, b] = [one(), other()]
      if (a === b) return
      if (again) same(what, one, other, false)
      else fault(what, a, b)
    }
    same(
      'decorated is not as undecorated',
      () => deepSize(bare),
      () => deepSize(plain),
    )
    if (ignoring)
      same(
        'with ignore',
        () => deepSize(ignoring),
        () => deepSize(dropped),
      )
    if (byHand)
      same(
        'by hand, skip and rest',
        () => deepSize(byHand),
        () => deepSize(whole),
      )
    for (const [name, value] of Object.entries(made)) {
      const bytes = () => deepSize(value)
      same(`measure of ${name}`, () => measure(value).bytes, bytes)
      same(`byClass of ${name}`, () => byClass(value).rows.reduce((sum, row) => sum + row.bytes, 0), bytes)
      same(`explain of ${name}`, () => explain(value).retained, bytes)
      for (const { upper, bytes, opaque } of [measure(value), explain(value).whole]) {
        const isSeen = upper === bytes && opaque.length === 0
        if (isSeen === (mayHide?.(name) ?? false)) fault(`bounds of ${name}`, upper, bytes, JSON.stringify(opaque))
      }
    }
    // an Error's frames lead to Node's own modules, and those to read-only texts, which a snapshot of Node 20 and 22 counts
    if (base !== 'Error' && kept.length < 400) kept.push(plain, bare, ignoring, byHand)
  }

  return { check, kept }
}

module.exports = { checker }
