import { MemSizeError } from '../errors.js'
import { loadBinding } from '../probe/load.js'
import { theProbe } from '../probe/probe.js'
import type { HeapBinding, LookArguments } from './binding.js'

/** What is known for the whole heap, beside what the probe of values knows; written on the binary, which a process loads once. */
interface HeapState {
  heapLearned?: boolean
  /** Why the whole heap is not read any more. */
  heapOff?: string
}

export type HeapProbe = Required<HeapBinding> & HeapState

/** The probe, ready to read the whole heap, or why it cannot. Never throws. */
export function heapProbe(): HeapProbe | string {
  const probe = theProbe()
  if (typeof probe === 'string') return probe
  const loading = loadBinding()
  if ('reason' in loading) return loading.reason
  const binding = loading.binding as HeapBinding & HeapState
  if (!binding.heapLearned && binding.heapOff === undefined) {
    const problem = learned(binding)
    if (problem === undefined) binding.heapLearned = true
    else binding.heapOff = problem
  }
  return binding.heapOff ?? (binding as HeapProbe)
}

function learned(binding: HeapBinding): string | undefined {
  if (binding.heapLearn === undefined) return 'the probe is older than the library'
  const version = Number.parseInt(process.versions.v8, 10)
  return binding.heapLearn(version, Symbol.for('memsize.describe'))
}

/** The probe for the whole heap; throws where there is none. `what` is the function that needs it. */
export function needHeapProbe(what: string): HeapProbe {
  const probe = heapProbe()
  if (typeof probe !== 'string') return probe
  throw new MemSizeError(
    `${what}() cannot read the whole heap: ${probe}. takeHeapSnapshot() works everywhere, and stops the program for longer.`,
  )
}

/** From now on the whole heap is not read in this process. */
export function switchOff(probe: HeapProbe, reason: string): never {
  probe.heapOff = `switched off: ${reason}`
  throw new MemSizeError(
    `The whole heap cannot be read: ${reason}. It is not tried again in this process; takeHeapSnapshot() works everywhere.`,
  )
}

/** Above the largest object of an ordinary page (128 KiB, kMaxRegularHeapObjectSize). */
const LARGE_LENGTH = 20_000

export const lookArguments = (): LookArguments => [{}, new Array(LARGE_LENGTH).fill(null), 'constructor', Symbol.toStringTag]
