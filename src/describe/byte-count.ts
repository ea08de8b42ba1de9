/** Whole bytes of a number that a description gives, rounded up; undefined where it is not a number of bytes, or more than `most`. */
export const byteCount = (bytes: unknown, most = Number.MAX_SAFE_INTEGER): number | undefined =>
  typeof bytes === 'number' && bytes >= 0 && bytes <= most ? Math.ceil(bytes) : undefined
