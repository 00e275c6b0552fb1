import type { RowBinaryEncoder } from '../../../runtime/clickhouse/row-binary.ts'
import type { OutgoingRecord, Position, StoredRecord } from '../../../runtime/log/port.ts'
import type { LandedMarker } from './marker-outbox.ts'
import type { Event } from './row-encoder.ts'
import type { Rows } from './storage.ts'

/** When a block is full, and how long rows may wait in one. */
export interface BlockLimits {
  readonly rows: number
  readonly bytes: number
  readonly ageMs: number
}

/**
 * What was read since the last insert: rows for ClickHouse, and what is committed to the log once they
 * are stored: the position behind them, markers, dead letters.
 */
export class Block {
  readonly #encoder: RowBinaryEncoder<Event>
  readonly markers: LandedMarker[] = []
  readonly deadLetters: OutgoingRecord[] = []
  readonly #positions = new Map<string, Position>()
  #openedAt = 0
  #lastStored: StoredRecord | undefined

  constructor(encoder: RowBinaryEncoder<Event>) {
    this.#encoder = encoder
  }

  get positions(): readonly Position[] {
    return [...this.#positions.values()]
  }

  get isEmpty(): boolean {
    return this.#positions.size === 0
  }

  /** @throws WarehouseError `unencodable` for an event that no row can hold; the block is as before. */
  append(event: Event, record: StoredRecord): void {
    this.#encoder.append(event)
    this.#lastStored = record
  }

  /** The record of the last row. */
  get lastStored(): StoredRecord | undefined {
    return this.#lastStored
  }

  /** Takes the rows out; the encoder is then free for the next block. */
  takeRows(): Rows {
    const count = this.#encoder.rows
    return { count, bytes: this.#encoder.take() }
  }

  /** Everything up to this position is in the block. */
  advance(position: Position, now: number): void {
    if (this.isEmpty) this.#openedAt = now
    this.#positions.set(`${position.topic}/${position.partition}`, position)
  }

  /** Whether to send it now: it is large or old enough, or holds a marker, for which somebody waits. */
  isDue(limits: BlockLimits, now: number): boolean {
    if (this.isEmpty) return false
    if (this.markers.length > 0) return true
    const { rows, bytes } = this.#encoder
    return rows >= limits.rows || bytes >= limits.bytes || now - this.#openedAt >= limits.ageMs
  }
}
