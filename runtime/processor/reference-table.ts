import { CONTROL_KEY_PREFIX, TOPICS, type TopicKey } from '../../schemas/topics.ts'
import type { Codec } from '../codec/port.ts'
import type { EventLog } from '../log/port.ts'
import type { TopicRecord } from './processor.ts'

interface Versioned {
  readonly version: number
}

/** A record and what it replaced. Asked once per event, nearly always for the newest. */
interface Version<Value> extends Versioned {
  readonly record: Value
  readonly older: Version<Value> | undefined
}

type ReferenceTopic = { [Key in TopicKey]: TopicRecord<Key> extends Versioned ? Key : never }[TopicKey]

/**
 * A reference topic as a table of dated versions. A processor reads it as of the version that the open
 * session's barrier names, so that what it sees depends on the log alone and not on when it reads.
 */
export class ReferenceTable<Key extends ReferenceTopic> {
  readonly #newest = new Map<string, Version<TopicRecord<Key>>>()
  readonly #waiting: { readonly version: number; readonly resume: () => void }[] = []
  readonly #stop = new AbortController()
  #loaded = 0
  #failure: unknown

  /**
   * Starts following the topic.
   * @param keyOf the key under which a record is looked up
   */
  static follow<Key extends ReferenceTopic>(
    log: EventLog,
    codec: Codec,
    topic: Key,
    keyOf: (record: TopicRecord<Key>) => string,
  ): ReferenceTable<Key> {
    const table = new ReferenceTable<Key>()
    table.#follow(log, codec, topic, keyOf).catch((cause: unknown) => table.#fail(cause))
    return table
  }

  /** The record in force at a version of the table, if there is one. */
  at(key: string, version: number): TopicRecord<Key> | undefined {
    let entry = this.#newest.get(key)
    while (entry !== undefined && entry.version > version) entry = entry.older
    return entry?.record
  }

  /** Resolves when everything up to the version has been read. */
  async loaded(version: number): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure
    if (version <= this.#loaded) return
    await new Promise<void>((resolve, reject) =>
      this.#waiting.push({
        version,
        resume: () => (this.#failure === undefined ? resolve() : reject(this.#failure)),
      }),
    )
  }

  close(): void {
    this.#stop.abort()
  }

  /** Puts a record in force; also how a test fills a table. */
  put(key: string, record: TopicRecord<Key>): void {
    const { version } = record as Versioned
    const older = this.#newest.get(key)
    if (older === undefined || older.version < version) this.#newest.set(key, { version, record, older })
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
          this.#advance(control.decode(value).references[name] ?? 0)
        } else {
          await decoder.prepare([value])
          const record = decoder.decode(value) as TopicRecord<Key>
          this.put(keyOf(record), record)
        }
      }
    }
  }

  #advance(version: number): void {
    if (version > this.#loaded) this.#loaded = version
    for (let at = this.#waiting.length - 1; at >= 0; at -= 1)
      if (this.#waiting[at]!.version <= this.#loaded) this.#waiting.splice(at, 1)[0]!.resume()
  }

  #fail(cause: unknown): void {
    this.#failure = cause
    for (const { resume } of this.#waiting.splice(0)) resume()
  }
}
