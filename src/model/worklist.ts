import { SafeArray } from '../intrinsics.js'
import type { Site } from './shapes.js'

/** Entries of one block. */
const blockLength = 4096

/** Entries one after another, in three columns. */
class Block {
  readonly items: unknown[] = new SafeArray()
  readonly sites: Site[] = new SafeArray()
  readonly nodes: number[] = new SafeArray()
  next: Block | undefined
  previous: Block | undefined
}

/**
 * What is still to be visited, each with the site and the node of the trail it was found at. Blocks are given back as they are used up, so
 * that it is never larger than what waits.
 */
export class Worklist {
  private first = new Block()
  private last = this.first
  private head = 0
  private tail = 0
  private spare: Block | undefined
  /** The site and node of the entry taken last, and whether its description goes on. */
  site: Site | undefined
  node = 0
  isContinued = false

  get isEmpty(): boolean {
    return this.first === this.last && this.head === this.tail
  }

  push(item: unknown, site: Site, node: number): void {
    if (this.tail === blockLength) {
      const block = this.spare ?? new Block()
      this.spare = undefined
      block.previous = this.last
      this.last.next = block
      this.last = block
      this.tail = 0
    }
    const { last, tail } = this
    last.items[tail] = item
    last.sites[tail] = site
    last.nodes[tail] = node
    this.tail = tail + 1
  }

  /** The same, of a description that goes on: it is marked by the sign of its node. */
  pushContinued(item: unknown, site: Site, node: number): void {
    this.push(item, site, ~node)
  }

  /** Takes the oldest entry: paths come out short. The list must not be empty. */
  takeOldest(): unknown {
    if (this.head === blockLength) {
      const used = this.first
      this.first = used.next as Block
      this.first.previous = undefined
      this.keep(used)
      this.head = 0
    }
    return this.take(this.first, this.head++)
  }

  /** Takes the newest entry: the list stays short. It must not be empty. */
  takeNewest(): unknown {
    if (this.tail === 0) {
      const used = this.last
      this.last = used.previous as Block
      this.last.next = undefined
      this.keep(used)
      this.tail = blockLength
    }
    return this.take(this.last, --this.tail)
  }

  private take(block: Block, at: number): unknown {
    const item = block.items[at]
    block.items[at] = undefined
    this.site = block.sites[at]
    const node = block.nodes[at] as number
    this.isContinued = node < 0
    this.node = this.isContinued ? ~node : node
    return item
  }

  private keep(block: Block): void {
    block.next = undefined
    block.previous = undefined
    this.spare = block
  }
}
