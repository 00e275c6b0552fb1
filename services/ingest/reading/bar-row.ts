import { BLANK } from './decimal.ts'

/**
 * A daily bar between its file and its session: all numbers, in canonical units (prices 1/10000 CNY,
 * volume in shares, amounts in fen). Sources fill one and the same draft for every row. Fields that
 * the source does not print are `BLANK`.
 */
export class BarDraft {
  /** 1-based line, record or row number. */
  line = 0
  /** Trade date, yyyymmdd. */
  date = BLANK
  /** Number of the symbol in the symbol table. */
  symbol = 0
  open = BLANK
  high = BLANK
  low = BLANK
  close = BLANK
  prevClose = BLANK
  volume = BLANK
  amount = BLANK
  afterHoursVolume = BLANK
  afterHoursAmount = BLANK
  /** Number in the table of row details: what is no number, and why the row is no bar. */
  detail = 0
}

/** Bytes of a packed row: four doubles, then ten 32-bit integers. */
export const ROW_BYTES = 72

const DOUBLES = ROW_BYTES / 8
const WORDS = ROW_BYTES / 4

/** Rows packed into one buffer, so that a million of them cost 72 MB and no garbage collection. */
export class RowBlock {
  readonly bytes: Uint8Array
  readonly #doubles: Float64Array
  readonly #words: Int32Array

  /** The first `rows` rows of a buffer. */
  constructor(buffer: ArrayBuffer, rows: number) {
    this.bytes = new Uint8Array(buffer, 0, rows * ROW_BYTES)
    this.#doubles = new Float64Array(buffer, 0, rows * DOUBLES)
    this.#words = new Int32Array(buffer, 0, rows * WORDS)
  }

  static ofRows(rows: number): RowBlock {
    return new RowBlock(new ArrayBuffer(rows * ROW_BYTES), rows)
  }

  get capacity(): number {
    return this.bytes.length / ROW_BYTES
  }

  write(row: number, draft: BarDraft, file: number): void {
    const doubles = this.#doubles
    const words = this.#words
    const d = row * DOUBLES
    const w = row * WORDS + 8
    doubles[d] = draft.volume
    doubles[d + 1] = draft.amount
    doubles[d + 2] = draft.afterHoursVolume
    doubles[d + 3] = draft.afterHoursAmount
    words[w] = draft.date
    words[w + 1] = draft.symbol
    words[w + 2] = draft.open
    words[w + 3] = draft.high
    words[w + 4] = draft.low
    words[w + 5] = draft.close
    words[w + 6] = draft.prevClose
    words[w + 7] = draft.detail
    words[w + 8] = file
    words[w + 9] = draft.line
  }

  /** Copies one row of `from` to row `row` of this block. */
  copy(row: number, from: RowBlock, fromRow: number): void {
    const source = from.#words
    const target = this.#words
    let s = fromRow * WORDS
    let t = row * WORDS
    for (const end = s + WORDS; s < end; ) target[t++] = source[s++]!
  }

  volume(row: number): number {
    return this.#doubles[row * DOUBLES]!
  }

  amount(row: number): number {
    return this.#doubles[row * DOUBLES + 1]!
  }

  afterHoursVolume(row: number): number {
    return this.#doubles[row * DOUBLES + 2]!
  }

  afterHoursAmount(row: number): number {
    return this.#doubles[row * DOUBLES + 3]!
  }

  date(row: number): number {
    return this.#words[row * WORDS + 8]!
  }

  symbol(row: number): number {
    return this.#words[row * WORDS + 9]!
  }

  open(row: number): number {
    return this.#words[row * WORDS + 10]!
  }

  high(row: number): number {
    return this.#words[row * WORDS + 11]!
  }

  low(row: number): number {
    return this.#words[row * WORDS + 12]!
  }

  close(row: number): number {
    return this.#words[row * WORDS + 13]!
  }

  prevClose(row: number): number {
    return this.#words[row * WORDS + 14]!
  }

  detail(row: number): number {
    return this.#words[row * WORDS + 15]!
  }

  file(row: number): number {
    return this.#words[row * WORDS + 16]!
  }

  line(row: number): number {
    return this.#words[row * WORDS + 17]!
  }
}
