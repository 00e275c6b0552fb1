import { TOPICS } from '../../schemas/topics.ts'
import type { Codec } from '../codec/port.ts'
import { CodecError, LogError, RecordError } from '../errors.ts'
import type { EventLog } from '../log/port.ts'
import { decodedControl, isControlKey } from './control.ts'
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
      for (const record of batch.records) {
        const { key, value } = record
        if (value === null) continue
        await (isControlKey(key) ? control : decoder).prepare([value])
        try {
          if (isControlKey(key)) {
            const { dataset, references } = decodedControl(batch, record, control)
            this.of(dataset).advance(references[name] ?? 0)
          } else {
            const content = decoder.decode(value) as TopicRecord<Key>
            this.of(content.dataset).put(keyOf(content), content)
          }
        } catch (cause) {
          // The sink reads the topic as well, and writes the dead letter.
          if (!(cause instanceof CodecError || cause instanceof RecordError)) throw cause
        }
      }
    }
  }

  #fail(cause: unknown): void {
    this.#failure ??= { cause }
    for (const table of this.#tables.values()) table.fail(cause)
  }
}
