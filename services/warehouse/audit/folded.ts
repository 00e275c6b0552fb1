import type { Position } from '../../../runtime/log/port.ts'
import { ExpectedRows } from './expected-rows.ts'
import type { Judged } from './log-side.ts'
import { Tail } from './tail.ts'

/** A share of all keys: those whose hash leaves this remainder. */
export interface Share {
  readonly number: number
  readonly of: number
}

/** What the records of some partitions came to. */
export class Folded {
  readonly rows = new ExpectedRows()
  readonly tail = new Tail()
  /** Values of the column that tells the topics of a shared table apart. */
  readonly origins = new Set<string>()
  /** Records that can have no row and have no dead letter: the first of them, and how many. */
  readonly unanswered: Judged[] = []
  readonly figures = {
    records: 0,
    superseded: 0,
    repeated: 0,
    withheld: 0,
    deadLettered: 0,
    outside: 0,
    past: 0,
    behind: 0,
  }
  /** Where reading ended, by partition. */
  readonly ends = new Map<number, Position>()
  readonly share: Share
  readonly #committed: (partition: number) => number

  /** @param committed where the sink stood in a partition */
  constructor(share: Share, committed: (partition: number) => number) {
    this.share = share
    this.#committed = committed
  }

  add(judged: Judged): void {
    const { record, partition, verdict } = judged
    const { number, of } = this.share
    if (verdict.kind === 'row' && verdict.origin !== undefined) this.origins.add(verdict.origin)
    if ((verdict.kind === 'row' ? verdict.hashes.key.low : 0) % of !== number) return
    const { figures } = this
    if (verdict.kind === 'outside' || verdict.kind === 'past') {
      figures[verdict.kind] += 1
    } else if (record.offset >= this.#committed(partition)) {
      figures.behind += 1
      if (verdict.kind === 'row') this.tail.add(verdict.hashes, verdict.isWithdrawn)
    } else {
      figures.records += 1
      this.#count(judged)
    }
  }

  #count(judged: Judged): void {
    const { record, partition, counted, hour, verdict } = judged
    const { figures } = this
    if (verdict.kind === 'withheld') figures.withheld += 1
    if (verdict.kind === 'letter') figures.deadLettered += 1
    if (verdict.kind === 'unanswered') this.unanswered.push(judged)
    if (verdict.kind !== 'row') return
    const { hashes, version, isWithdrawn } = verdict
    const { offset } = record
    const placed = this.rows.put(hashes, { version, offset, partition, counted, hour, isWithdrawn })
    if (placed === 'repeats') figures.repeated += 1
    else if (placed !== 'new') figures.superseded += 1
  }
}
