import { loadBinding } from '../probe/load.js'
import * as at from './binding.js'
import { collectAll } from './collect.js'
import { labelSets, onLabel, unseen } from './labels.js'
import type { ProfilePlan } from './options.js'
import { FramePlaces, type ThreadNote, threadName } from './thread-note.js'

/** The profile's part of the probe, or why there is none. */
export function profileBinding(): { readonly binding: at.ProfileBinding } | { readonly reason: string } {
  const loading = loadBinding()
  if ('reason' in loading) return loading
  const binding = loading.binding as unknown as Partial<at.ProfileBinding>
  if (binding.profileStart === undefined) return { reason: 'the probe reads samples on Linux only' }
  return { binding: binding as at.ProfileBinding }
}

const modes = { auto: at.STORES_EXACT_WHILE_CHEAP, exact: at.STORES_EXACT, sampled: at.STORES_SAMPLED, none: at.STORES_UNSEEN }

/** Records this thread by the probe. */
export class ThreadRecorder {
  readonly number: number
  /** Why ArrayBuffers are not seen, though they were asked for. */
  readonly buffersProblem: string | undefined
  private readonly binding: at.ProfileBinding
  private readonly plan: ProfilePlan
  private readonly isFollower: boolean
  private readonly places: FramePlaces
  private isRunning = true

  /** Undefined where it began; else why it cannot. */
  static start(binding: at.ProfileBinding, plan: ProfilePlan, isFollower: boolean): ThreadRecorder | { readonly problem: string } {
    const mode = modes[plan.buffers === false ? 'none' : plan.buffers]
    const seed = Math.floor(Math.random() * 2 ** 32)
    const started = binding.profileStart(plan.interval, plan.depth, plan.adapts ? 1 : 0, mode, seed)
    return typeof started === 'string' ? { problem: started } : new ThreadRecorder(binding, plan, isFollower, started)
  }

  private constructor(binding: at.ProfileBinding, plan: ProfilePlan, isFollower: boolean, started: at.Started) {
    this.binding = binding
    this.plan = plan
    this.isFollower = isFollower
    this.number = started.number
    this.buffersProblem = started.storesProblem
    this.places = new FramePlaces(plan.sourceMaps)
    binding.profileLabel(at.OWN_LABEL)
    this.note()
  }

  /** From here on what is allocated is the program's. */
  ready(): void {
    onLabel((label) => this.binding.profileLabel(label))
  }

  /** What was gathered up to now, with the places of its frames. */
  read(): at.Columns {
    return unseen(() => this.readPlaces())
  }

  /** The same, where there are new frames: for whoever reads this thread from another. */
  refresh(): void {
    if (this.isRunning) this.read()
  }

  stop(): at.Columns {
    if (this.isRunning) {
      unseen(() => {
        // scripts may be garbage themselves
        this.readPlaces()
        if (this.plan.collect) collectAll()
      })
      this.isRunning = false
      onLabel(undefined)
      this.binding.profileStop()
    }
    return this.readPlaces()
  }

  private readPlaces(): at.Columns {
    const columns = this.binding.profileRead(this.number) as at.Columns
    this.places.update(columns)
    return { ...columns, note: this.note() }
  }

  private note(): string {
    const text = this.noteText()
    this.binding.profileNote(this.number, text)
    return text
  }

  private noteText(): string {
    const note: ThreadNote = { thread: threadName(), isFollower: this.isFollower, labels: labelSets(), ...this.places.noted() }
    return JSON.stringify(note)
  }
}
