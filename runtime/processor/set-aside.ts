import { CodecError, RecordError } from '../errors.ts'
import { partitionKey } from '../log/partition-key.ts'
import type { StoredRecord, TopicPartition } from '../log/port.ts'
import { unusableBecause } from './dead-letter.ts'
import type { UnusableRecord } from './pending.ts'

/**
 * Records that could not be read. They cannot say where they belong: they go with the next punctuation of their
 * partition, which gives them the same data set, epoch and time whenever they are read.
 */
export class SetAside {
  readonly #records = new Map<string, UnusableRecord[]>()

  /** @throws cause, where it is not about the record: that ends the task */
  add(at: TopicPartition, raw: StoredRecord, cause: unknown): void {
    if (!(cause instanceof CodecError || cause instanceof RecordError)) throw cause
    const record = { offset: raw.offset, raw, ...unusableBecause(cause) }
    const records = this.#records.get(partitionKey(at))
    if (records === undefined) this.#records.set(partitionKey(at), [record])
    else records.push(record)
  }

  of(at: TopicPartition): readonly UnusableRecord[] {
    return this.#records.get(partitionKey(at)) ?? []
  }

  take(at: TopicPartition): readonly UnusableRecord[] {
    const records = this.of(at)
    this.#records.delete(partitionKey(at))
    return records
  }

  clear(): void {
    this.#records.clear()
  }
}
