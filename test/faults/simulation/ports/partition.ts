import type { OutgoingRecord, StoredRecord, TopicSpec } from '../../../../runtime/log/port.ts'

/** Committed records of one partition, in memory. As in Kafka a transaction leaves a hole in the offsets behind it. */
export class Partition {
  readonly topic: string
  readonly partition: number
  #records: StoredRecord[] = []
  #end = 0
  readonly #waiting = new Set<() => void>()

  constructor(topic: string, partition: number) {
    this.topic = topic
    this.partition = partition
  }

  get end(): number {
    return this.#end
  }

  /** Appends the records of one transaction. */
  append(records: readonly OutgoingRecord[]): void {
    for (const { key, value, timestamp, headers } of records) {
      const stored = { offset: this.#end, key, value, timestamp }
      this.#records.push(headers === undefined ? stored : { ...stored, headers })
      this.#end += 1
    }
    this.#end += 1
  }

  /** Tells whoever waits for records. */
  publish(): void {
    for (const wake of [...this.#waiting]) wake()
  }

  /** @returns what takes the listener away again */
  onPublish(wake: () => void): () => void {
    this.#waiting.add(wake)
    return () => this.#waiting.delete(wake)
  }

  /** At most so many records from an offset on, below `end`. */
  take(
    from: number,
    limit: number,
    end = this.#end,
  ): { readonly records: readonly StoredRecord[]; readonly nextOffset: number; readonly more: boolean } {
    const start = this.#indexOf(from)
    const records: StoredRecord[] = []
    for (let at = start; at < this.#records.length && records.length < limit; at += 1) {
      const record = this.#records[at]!
      if (record.offset >= end) break
      records.push(record)
    }
    const next = this.#records[start + records.length]
    const more = next !== undefined && next.offset < end
    return { records, nextOffset: more ? records.at(-1)!.offset + 1 : end, more }
  }

  /** The offset from which so many records stand before another one. */
  back(from: number, records: number): number {
    return this.#records[Math.max(0, this.#indexOf(from) - records)]?.offset ?? from
  }

  /** Drops what newer records of the same key replace, as far as the topic allows it. */
  compact({ cleanup, compactionLagMs = 0 }: TopicSpec): void {
    if (cleanup !== 'compact') return
    const newest = new Map(this.#records.map((record) => [record.key, record]))
    const last = this.#records.reduce((time, { timestamp }) => Math.max(time, timestamp), 0)
    this.#records = this.#records.filter(
      (record) => newest.get(record.key) === record || record.timestamp > last - compactionLagMs,
    )
  }

  /** Index of the first record at an offset or behind it. */
  #indexOf(offset: number): number {
    let low = 0
    let high = this.#records.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#records[middle]!.offset < offset) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Resolves when one of the partitions has new records, the time is over or a signal aborts. */
export function published(
  partitions: readonly Partition[],
  waitMs: number,
  signals: readonly (AbortSignal | undefined)[],
): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer)
      for (const signal of signals) signal?.removeEventListener('abort', finish)
      for (const leave of left) leave()
      resolve()
    }
    const timer = setTimeout(finish, waitMs)
    const left = partitions.map((partition) => partition.onPublish(finish))
    for (const signal of signals) signal?.addEventListener('abort', finish)
    if (signals.some((signal) => signal?.aborted === true)) finish()
  })
}
