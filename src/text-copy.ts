/** As long as V8's shortest rope. */
export const padding = '\u0001'.repeat(13)
/** Characters to which a pad can be added: some engines end at 2^28, V8 on 64 bits at 2^29. */
const longestPadded = 2 ** 28 - 64

/** A copy to look at in place of a string: the engine flattens or interns the new one, and leaves the original as it is. */
export const copyOf = (text: string): string => (text.length <= longestPadded ? text + padding : text)
