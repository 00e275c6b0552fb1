import { parse } from 'csv-parse/sync'

const NEWLINE = 10
const RETURN = 13
const QUOTE = 34
const COMMA = 44
const MOST_COLUMNS = 256
/** No line of market data is as long; of one that is, the beginning stands for it and the rest is passed over. */
const LONGEST_LINE = 1 << 20
const KEPT_OF_LONGER = 1 << 16

/** The fields of one line as positions in a buffer: valid only until the next line. */
export interface FieldRow {
  readonly bytes: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly count: number
  /** 1-based line number. */
  readonly line: number
}

/**
 * Splits comma-separated bytes into fields without making strings. Works on UTF-8 and GBK alike, as
 * no byte of their multi-byte characters is a comma, a quote or a line end. Lines with quotes, which
 * market data hardly have, take the slow way through a full CSV parser.
 */
export class DelimitedReader implements FieldRow {
  bytes: Uint8Array = new Uint8Array(0)
  readonly starts = new Int32Array(MOST_COLUMNS + 1)
  readonly ends = new Int32Array(MOST_COLUMNS + 1)
  count = 0
  line = 0
  readonly #onRow: (row: FieldRow) => void
  #rest: Buffer = Buffer.alloc(0)
  /** Inside a line that is too long, behind what was kept of it. */
  #skips = false

  constructor(onRow: (row: FieldRow) => void) {
    this.#onRow = onRow
  }

  /** Takes the next piece of the file; a line that it cuts is kept for the next piece. */
  push(piece: Buffer): void {
    const from = this.#skips ? piece.indexOf(NEWLINE) + 1 : 0
    if (this.#skips && from === 0) return
    this.#skips = false
    const news = piece.subarray(from)
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, news]) : news
    const whole = bytes.lastIndexOf(NEWLINE) + 1
    this.#split(bytes, whole)
    this.#rest = Buffer.from(bytes.subarray(whole))
    if (this.#rest.length > LONGEST_LINE) this.#cutLine()
  }

  /** The file has ended: its last line may lack a line end. */
  end(): void {
    if (this.#rest.length === 0) return
    const last = Buffer.concat([this.#rest, Buffer.from('\n')])
    this.#rest = Buffer.alloc(0)
    this.#split(last, last.length)
  }

  #cutLine(): void {
    this.#rest = this.#rest.subarray(0, KEPT_OF_LONGER)
    this.end()
    this.#skips = true
  }

  #split(bytes: Uint8Array, end: number): void {
    const { starts, ends } = this
    this.bytes = bytes
    let field = 0
    let quoted = false
    let lineStart = 0
    starts[0] = 0
    for (let i = 0; i < end; i++) {
      const byte = bytes[i]!
      if (byte > COMMA) continue
      if (byte === COMMA) {
        ends[field] = i
        if (field < MOST_COLUMNS) field++
        starts[field] = i + 1
      } else if (byte === NEWLINE) {
        const lineEnd = i > lineStart && bytes[i - 1] === RETURN ? i - 1 : i
        ends[field] = lineEnd
        this.line++
        if (quoted) this.#quotedLine(bytes, lineStart, lineEnd)
        else if (lineEnd > lineStart) {
          this.count = field + 1
          this.#onRow(this)
        }
        this.bytes = bytes
        quoted = false
        field = 0
        lineStart = i + 1
        starts[0] = lineStart
      } else if (byte === QUOTE) quoted = true
    }
  }

  #quotedLine(bytes: Uint8Array, start: number, end: number): void {
    const text = Buffer.from(bytes.subarray(start, end)).toString('latin1')
    const fields = splitQuotedLine(text)
    const parts = fields.map((field) => Buffer.from(field, 'latin1'))
    this.bytes = Buffer.concat(parts)
    let position = 0
    for (const [index, part] of parts.slice(0, MOST_COLUMNS).entries()) {
      this.starts[index] = position
      position += part.length
      this.ends[index] = position
    }
    this.count = Math.min(parts.length, MOST_COLUMNS)
    this.#onRow(this)
  }
}

/** Fields of one CSV line that has quotes in it. */
export function splitQuotedLine(line: string): string[] {
  const [fields] = parse(line, { relax_column_count: true, relax_quotes: true }) as string[][]
  return fields ?? ['']
}

/** One field as text. */
export function fieldText(row: FieldRow, index: number, encoding: 'utf8' | 'latin1' = 'utf8'): string {
  return Buffer.from(row.bytes.buffer, row.bytes.byteOffset).toString(
    encoding,
    row.starts[index],
    row.ends[index],
  )
}
