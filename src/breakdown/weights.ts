import { INTERNALS, OWN, WHOLE } from '../probe/binding.js'
import type { Found, Look, Probe } from '../probe/probe.js'
import { Collector, notCounted } from './collector.js'

/** Keeps of a walk each object itself, and has the probe weigh them all at the end: an object's bytes are those of its node. */
export class Weights extends Collector {
  private readonly values: unknown[] = []
  private readonly nodes: number[] = []
  private readonly depths: number[] = []
  private readonly places = new Map<number, number>()
  private outside = 0

  override object(node: number, value: object): void {
    super.object(node, value)
    this.keep(node, value)
  }

  override primitive(node: number, value: string | symbol | bigint): void {
    super.primitive(node, value)
    this.keep(node, value)
  }

  /** What the model says of bytes is not asked for. */
  override bytes(): void {}

  described(node: number, hasRest: boolean): void {
    const place = this.places.get(node)
    if (place !== undefined) this.depths[place] = hasRest ? INTERNALS : OWN
  }

  claimed(node: number, bytes: number): void {
    this.outside += bytes
    super.bytes(node, bytes)
  }

  /** Gives each node the bytes of its object, with what only that leads to and no walk saw; undefined where the probe failed. */
  weigh(probe: Probe, root: unknown, stops: readonly object[], look: Look): Found | undefined {
    // a number is no object of a walk
    if (this.values.length === 0) this.keep(0, root)
    const each = new Float64Array(2 * this.values.length + 2)
    const found = probe.weigh(this.values, Uint8Array.from(this.depths), stops, { ...look, texts: false, listedOnly: false, each })
    if (found === undefined) return undefined
    for (let place = 0; place < this.nodes.length; place++) {
      const node = this.nodes[place] as number
      super.bytes(node, each[2 * place] as number)
      const count = each[2 * place + 1] as number
      if (count !== 1) this.counts.set(node, count)
      // the same string as one told before
      if (count === 0 && node > 1) this.classOf[node] = notCounted
    }
    return { ...found, bytes: found.bytes + this.outside, external: found.external + this.outside }
  }

  private keep(node: number, value: unknown): void {
    this.places.set(node, this.values.length)
    this.values.push(value)
    this.nodes.push(node)
    this.depths.push(WHOLE)
  }
}
