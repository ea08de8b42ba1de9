import { getSystemErrorMap, getSystemErrorName } from 'node:util'

/** An error as Node makes them, of a number of errno. */
export function systemError(errno: number, syscall: string, path?: string): NodeJS.ErrnoException {
  const code = getSystemErrorName(-errno)
  const text = getSystemErrorMap().get(-errno)?.[1] ?? 'failed'
  const where = path === undefined ? '' : ` '${path}'`
  return Object.assign(new Error(`${code}: ${text}, ${syscall}${where}`), {
    code,
    errno: -errno,
    syscall,
    ...(path !== undefined && { path }),
  })
}
