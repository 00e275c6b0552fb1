import type { OutgoingRecord, Position } from '../../../runtime/log/port.ts'
import type { LandedMarker } from './marker-outbox.ts'
import type { RowEncoder } from './row-encoder.ts'

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
  readonly encoder: RowEncoder
  readonly markers: LandedMarker[] = []
  readonly deadLetters: OutgoingRecord[] = []
  readonly #positions = new Map<string, Position>()
  #openedAt = 0

  constructor(encoder: RowEncoder) {
    this.encoder = encoder
  }

  get positions(): readonly Position[] {
    return [...this.#positions.values()]
  }

  get isEmpty(): boolean {
    return this.#positions.size === 0
  }

  /** Everything up to this position is in the block. */
  advance(position: Position, now: number): void {
    if (this.isEmpty) this.#openedAt = now
    this.#positions.set(`${position.topic}/${position.partition}`, position)
  }

  isDue(limits: BlockLimits, now: number): boolean {
    if (this.isEmpty) return false
    const { rows, bytes } = this.encoder
    return rows >= limits.rows || bytes >= limits.bytes || now - this.#openedAt >= limits.ageMs
  }
}
