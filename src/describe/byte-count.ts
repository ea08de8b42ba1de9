/** Whole bytes of a number that a description gives, rounded up; undefined where it is no number of bytes. */
export const byteCount = (bytes: unknown): number | undefined =>
  typeof bytes === 'number' && bytes >= 0 && bytes <= Number.MAX_SAFE_INTEGER ? Math.ceil(bytes) : undefined
