import type { FieldRow } from './delimited.ts'

const SHANGHAI_MIDNIGHT_IN_UTC = 16
const EIGHT_HOURS = 8 * 3_600_000

/** A row of values (from JSON or Parquet) in the shape of a row of text, so that one decoder reads both. */
export class ValueRow implements FieldRow {
  bytes: Uint8Array = new Uint8Array(0)
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly count: number
  line = 0

  constructor(columns: number) {
    this.count = columns
    this.starts = new Int32Array(columns)
    this.ends = new Int32Array(columns)
  }

  /** Puts the next row's values in place. */
  set(values: readonly unknown[]): this {
    const parts = Array.from({ length: this.count }, (_, index) => Buffer.from(textOf(values[index])))
    let position = 0
    for (const [index, part] of parts.entries()) {
      this.starts[index] = position
      position += part.length
      this.ends[index] = position
    }
    this.bytes = Buffer.concat(parts)
    this.line++
    return this
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return dateText(value)
  if (typeof value === 'boolean') return value ? '1' : '0'
  return String(value)
}

/** Midnight in UTC, or in Shanghai where a table library kept the time zone. */
function dateText(value: Date): string {
  if (Number.isNaN(value.getTime())) return ''
  const shift = value.getUTCHours() === SHANGHAI_MIDNIGHT_IN_UTC ? EIGHT_HOURS : 0
  return new Date(value.getTime() + shift).toISOString()
}
