import type { Conversion, TableColumn } from '../ddl/table-column.ts'
import type { TableSpec } from '../ddl/tables.ts'
import { writerOf } from './column-writer.ts'
import { RowBytes } from './row-bytes.ts'

const RATIO_SCALE = 1e10

const CONVERSIONS: Readonly<Record<Conversion, (value: unknown) => unknown>> = {
  ratio: (value) => (value as number) / RATIO_SCALE,
  dateOrNever: (value) => (value === 0 ? null : value),
}

type FieldWriter = (bytes: RowBytes, event: Readonly<Record<string, unknown>>) => void

/** Turns the events of one topic into rows of its table, in RowBinary, one after the other. */
export class RowEncoder {
  readonly #fields: readonly FieldWriter[]
  readonly #columns: readonly TableColumn[]
  readonly #bytes = new RowBytes()
  #rows = 0

  constructor(table: TableSpec) {
    this.#columns = table.columns
    this.#fields = table.columns.map(fieldWriter)
  }

  get rows(): number {
    return this.#rows
  }

  get bytes(): number {
    return this.#bytes.length
  }

  /** @throws RangeError for an event with a value that its column cannot hold; the block is as before. */
  append(event: unknown): void {
    const start = this.#bytes.length
    let column = 0
    try {
      for (; column < this.#fields.length; column += 1)
        this.#fields[column]!(this.#bytes, event as Readonly<Record<string, unknown>>)
    } catch (cause) {
      this.#bytes.truncate(start)
      const { name, type } = this.#columns[column]!
      throw new RangeError(`column ${name} ${type}: ${(cause as Error).message}`, { cause })
    }
    this.#rows += 1
  }

  /** All rows, without copying: they stay as they are until `clear`. */
  block(): Buffer {
    return this.#bytes.view()
  }

  /** Begins anew with the same memory. */
  clear(): void {
    this.#bytes.truncate(0)
    this.#rows = 0
  }
}

function fieldWriter({ field, type, conversion }: TableColumn): FieldWriter {
  const write = writerOf(type)
  if (conversion === undefined) return (bytes, event) => write(bytes, event[field])
  const convert = CONVERSIONS[conversion]
  return (bytes, event) => write(bytes, convert(event[field]))
}
