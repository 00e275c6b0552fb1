import { CONTROL_KEY_PREFIX, TOPICS } from '../../schemas/topics.ts'
import type { Codec } from '../codec/port.ts'
import { LogError } from '../errors.ts'
import type { EventLog } from '../log/port.ts'
import { ReferenceTable, type ReferenceTopic } from './reference-table.ts'
import type { TopicRecord } from './topic-record.ts'

/** A reference topic, followed: a table for each data set, as their versions count on their own. */
export class ReferenceTables<Key extends ReferenceTopic> {
  readonly #tables = new Map<string, ReferenceTable<Key>>()
  readonly #stop = new AbortController()
  #failure: { readonly cause: unknown } | undefined

  /**
   * Starts following the topic.
   * @param keyOf the key under which a record is looked up
   */
  static follow<Key extends ReferenceTopic>(
    log: EventLog,
    codec: Codec,
    topic: Key,
    keyOf: (record: TopicRecord<Key>) => string,
  ): ReferenceTables<Key> {
    const tables = new ReferenceTables<Key>()
    tables.#follow(log, codec, topic, keyOf).catch((cause: unknown) => tables.#fail(cause))
    return tables
  }

  /** The table of a data set; empty until something of it has been read. */
  of(dataset: string): ReferenceTable<Key> {
    const known = this.#tables.get(dataset)
    if (known !== undefined) return known
    const table = new ReferenceTable<Key>()
    if (this.#failure !== undefined) table.fail(this.#failure.cause)
    this.#tables.set(dataset, table)
    return table
  }

  /** Stops following; whoever waits for a version is told. */
  close(): void {
    this.#fail(new LogError('closed', 'The reference tables were closed before the version was read.'))
    this.#stop.abort()
  }

  async #follow(
    log: EventLog,
    codec: Codec,
    topic: Key,
    keyOf: (record: TopicRecord<Key>) => string,
  ): Promise<void> {
    const { name, schema } = TOPICS[topic]
    const decoder = codec.decoder(schema)
    const control = codec.decoder('control')
    for await (const batch of log.read({ topic: name, follow: true, signal: this.#stop.signal })) {
      for (const { key, value } of batch.records) {
        if (value === null) continue
        if (key.startsWith(CONTROL_KEY_PREFIX)) {
          await control.prepare([value])
          const { dataset, references } = control.decode(value)
          this.of(dataset).advance(references[name] ?? 0)
        } else {
          await decoder.prepare([value])
          const record = decoder.decode(value) as TopicRecord<Key>
          this.of(record.dataset).put(keyOf(record), record)
        }
      }
    }
  }

  #fail(cause: unknown): void {
    this.#failure ??= { cause }
    for (const table of this.#tables.values()) table.fail(cause)
  }
}
