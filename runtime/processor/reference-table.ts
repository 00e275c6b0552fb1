import type { TopicKey } from '../../schemas/topics.ts'
import type { TopicRecord } from './topic-record.ts'

interface Versioned {
  readonly version: number
}

/** A record and what it replaced. Asked once per event, nearly always for the newest. */
interface Version<Value> extends Versioned {
  readonly record: Value
  readonly older: Version<Value> | undefined
}

/** Topics whose records are versioned. */
export type ReferenceTopic = {
  [Key in TopicKey]: TopicRecord<Key> extends Versioned ? Key : never
}[TopicKey]

/**
 * One data set's part of a reference topic, as a table of dated versions. A processor reads it as of the
 * version that the open session's barrier names, so that what it sees depends on the log alone and not on
 * when it reads.
 */
export class ReferenceTable<Key extends ReferenceTopic> {
  readonly #newest = new Map<string, Version<TopicRecord<Key>>>()
  readonly #waiting = new Set<() => void>()
  #loaded = 0
  #failure: { readonly cause: unknown } | undefined

  /** The record in force at a version of the table, if there is one. */
  at(key: string, version: number): TopicRecord<Key> | undefined {
    let entry = this.#newest.get(key)
    while (entry !== undefined && entry.version > version) entry = entry.older
    return entry?.record
  }

  /** Puts a record in force; also how a test fills a table. */
  put(key: string, record: TopicRecord<Key>): void {
    const { version } = record as Versioned
    const older = this.#newest.get(key)
    if (older === undefined || older.version < version) this.#newest.set(key, { version, record, older })
  }

  /** Resolves when everything up to the version has been read; rejects when it will not be, or the signal aborts. */
  async loaded(version: number, signal?: AbortSignal): Promise<void> {
    while (this.#loaded < version) {
      if (this.#failure !== undefined) throw this.#failure.cause
      signal?.throwIfAborted()
      await this.#change(signal)
    }
  }

  /** Everything up to the version has been read. */
  advance(version: number): void {
    if (version > this.#loaded) this.#loaded = version
    this.#wake()
  }

  /** Nothing more will be read. */
  fail(cause: unknown): void {
    this.#failure ??= { cause }
    this.#wake()
  }

  #change(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake)
        signal?.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiting.add(wake)
      signal?.addEventListener('abort', wake)
    })
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }
}
