import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { CommandError, type Host, type HostSignal } from './host.js'
import type { Interruption } from './interruption.js'

/** How a program ended: one of the two is not null. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface ProgramOptions {
  readonly env: Host['env']
  /** Whether what it prints goes to standard error. */
  readonly stdoutToStderr: boolean
  readonly interruption: Interruption
}

/** Runs a program on the terminal, or the files, of this process, until it ends. Signals that ask this process to end are asked of the program. */
export async function runProgram([file, ...args]: readonly string[], options: ProgramOptions): Promise<Ending> {
  const { env, stdoutToStderr, interruption } = options
  const child = spawn(file, args, { env, stdio: ['inherit', stdoutToStderr ? 2 : 'inherit', 'inherit'] })
  interruption.lend((signal) => void (reachesAll(signal) || child.kill(signal)))
  try {
    return await new Promise<Ending>((resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) => reject(notStarted(file, error)))
      child.once('exit', (code, signal) => resolve({ code, signal }))
    })
  } finally {
    interruption.lend()
  }
}

/**
 * Whether the program got the signal as well: a terminal sends Ctrl-C to all of its foreground group, and many programs take a second one for
 * an order to end at once.
 */
function reachesAll(signal: HostSignal): boolean {
  if (signal === 'SIGTERM') return false
  if (process.platform !== 'linux') return process.stdin.isTTY === true
  // proc(5): behind the name in brackets come state, ppid, pgrp, session, tty_nr, tpgid
  const stat = readFileSync('/proc/self/stat', 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[2] === fields[5]
}

function notStarted(file: string, { code, message }: NodeJS.ErrnoException): CommandError {
  if (code === 'ENOENT') return new CommandError(`${file}: no such program`, 127)
  if (code === 'EACCES') return new CommandError(`${file}: no permission to run it, or not a program`, 126)
  return new CommandError(`${file}: ${message}`, 126)
}

/** The exit code that stands for an ending, as shells have it: 128 and the signal's number where a signal ended it. */
export function exitCodeOf({ code, signal }: Ending): number {
  return signal === null ? (code ?? 1) : 128 + constants.signals[signal]
}

/** As NODE_OPTIONS takes a text with spaces. */
export const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`
