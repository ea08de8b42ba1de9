/** What a command needs of its process. */
export interface Host {
  readonly argv: readonly string[]
  cwd(): string
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
  once(event: 'SIGINT' | 'SIGTERM', listener: () => void): unknown
}
