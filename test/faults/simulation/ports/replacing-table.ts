import type { TableSpec } from '../../../../services/warehouse/ddl/tables.ts'
import { type Cell, RowBinaryReader } from './row-binary-reader.ts'

/** A row by the names of its columns. */
export type TableRow = Readonly<Record<string, Cell>>

/** A table as a ReplacingMergeTree that has merged everything: of rows with one key the highest version stands, the later of equal ones. */
export class ReplacingTable {
  readonly #spec: Pick<TableSpec, 'columns' | 'key' | 'version' | 'deleted'>
  readonly #reader: RowBinaryReader
  readonly #names: readonly string[]
  readonly #rows = new Map<string, TableRow>()

  constructor(spec: Pick<TableSpec, 'columns' | 'key' | 'version' | 'deleted'>) {
    this.#spec = spec
    this.#names = spec.columns.map(({ name }) => name)
    this.#reader = new RowBinaryReader(spec.columns.map(({ type }) => type))
  }

  /**
   * Takes a block in, or its first rows.
   * @param share how much of it, from 0 to 1
   */
  insert(columns: readonly string[], bytes: Buffer, share = 1): void {
    if (columns.join() !== this.#names.join())
      throw new RangeError(`The block has the columns ${columns.join()}, the table ${this.#names.join()}.`)
    const rows = this.#reader.rows(bytes)
    for (const cells of rows.slice(0, Math.floor(rows.length * share))) {
      const row = Object.fromEntries(this.#names.map((name, at) => [name, cells[at]!]))
      const key = this.#keyOf(row)
      const known = this.#rows.get(key)
      if (known === undefined || this.#versionOf(row) >= this.#versionOf(known)) this.#rows.set(key, row)
    }
  }

  /** What a query with FINAL sees. */
  final(): TableRow[] {
    const { deleted } = this.#spec
    const rows = [...this.#rows.values()]
    return deleted === undefined ? rows : rows.filter((row) => row[deleted] !== 1)
  }

  #versionOf(row: TableRow): number {
    return row[this.#spec.version] as number
  }

  /** Expressions of sorting keys tell rows apart by the column inside them. */
  #keyOf(row: TableRow): string {
    return JSON.stringify(
      this.#spec.key.map((part) => {
        const [, whole, inner] = /^(?:ifNull\((\w+), 0\)|sipHash64\((\w+)\))$/.exec(part) ?? []
        return whole === undefined ? row[inner ?? part] : (row[whole] ?? 0)
      }),
    )
  }
}
