import { hash } from 'node:crypto'
import { type RowBinaryEncoder, rowBinaryEncoder } from '../../../runtime/clickhouse/row-binary.ts'
import { type Event, rowColumns } from '../sink/row-encoder.ts'
import type { TableFacts } from './table-facts.ts'

/** 64 bits in two halves. */
export interface Hash64 {
  readonly low: number
  readonly high: number
}

/** Of one event's row: of its sorting key, and of all that the sink writes. */
export interface RowHashes {
  readonly key: Hash64
  readonly row: Hash64
}

/** Column `name` of a query as the halves of the first 8 bytes of a hash. */
export const lanesSql = (name: string): string =>
  `reinterpretAsUInt32(substring(${name}, 1, 4)) AS ${name}_low, reinterpretAsUInt32(substring(${name}, 5, 4)) AS ${name}_high`

/** MD5 of the bytes in which ClickHouse writes these expressions as RowBinary. */
export const hashSql = (expressions: readonly string[]): string =>
  `MD5(formatRow('RowBinary', ${expressions.join(', ')}))`

/**
 * Hashes the bytes that the sink sends for a row. ClickHouse makes the same bytes out of a stored row, so equal hashes
 * mean that every column holds what was sent.
 */
export class RowHasher {
  readonly #rows: RowBinaryEncoder<Event>
  readonly #keys: RowBinaryEncoder<Event>

  constructor(facts: TableFacts) {
    this.#rows = rowBinaryEncoder(rowColumns(facts.table))
    this.#keys = rowBinaryEncoder(facts.key.map(({ column }) => column))
  }

  /** By event; undefined where no row can hold it. */
  hashAll(events: readonly Event[]): readonly (RowHashes | undefined)[] {
    const ends: { readonly row: number; readonly key: number }[] = []
    for (const event of events) {
      try {
        this.#rows.append(event)
        this.#keys.append(event)
      } catch {
        // What was appended of the row is gone already; a key is part of its row and cannot fail alone.
      }
      ends.push({ row: this.#rows.bytes, key: this.#keys.bytes })
    }
    const rows = this.#rows.take()
    const keys = this.#keys.take()
    return ends.map(({ row, key }, at) => {
      const before = ends[at - 1] ?? { row: 0, key: 0 }
      if (row === before.row) return undefined
      return { row: hashed(rows.subarray(before.row, row)), key: hashed(keys.subarray(before.key, key)) }
    })
  }
}

function hashed(bytes: Uint8Array): Hash64 {
  const text = hash('md5', bytes, 'binary')
  return { low: laneAt(text, 0), high: laneAt(text, 4) }
}

const laneAt = (text: string, at: number): number =>
  (text.charCodeAt(at) |
    (text.charCodeAt(at + 1) << 8) |
    (text.charCodeAt(at + 2) << 16) |
    (text.charCodeAt(at + 3) << 24)) >>>
  0
