interface Host {
  readonly process?: { emitWarning?(text: string, type: string): void }
}

/** Warns as the platform does. */
export function warn(text: string): void {
  const { process } = globalThis as Host
  if (process?.emitWarning) process.emitWarning(text, 'MemSizeWarning')
  else console.warn(text)
}
