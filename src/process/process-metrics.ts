import { gaugeText, type Sample } from '../prometheus.js'
import type { ProcessDocument } from './facts.js'
import type { ProcessPart } from './part.js'

/** The parts without parts: their bytes, and the remainder's, sum to RSS. */
export function* leaves(parts: readonly ProcessPart[]): Generator<ProcessPart> {
  for (const part of parts) {
    if (part.children.length === 0) yield part
    else yield* leaves(part.children)
  }
}

export function processMetrics({ rss, parts, remainder, limit }: ProcessDocument): string {
  const samples: Sample[] = [...leaves(parts)].map(({ path, bytes }) => [{ path }, bytes])
  const one = (value: number | undefined): Sample[] => (value === undefined ? [] : [[{}, value]])
  return [
    gaugeText('memsize_process_part_bytes', 'Resident bytes of the process by what has them.', [
      ...samples,
      [{ path: 'remainder' }, remainder],
    ]),
    gaugeText('memsize_process_rss_bytes', 'Resident bytes of the process.', one(rss)),
    gaugeText('memsize_process_limit_bytes', 'Bytes that the container allows.', one(limit?.bytes)),
    gaugeText('memsize_process_limit_used_bytes', 'Bytes of the container, with cached files.', one(limit?.used)),
  ].join('')
}
