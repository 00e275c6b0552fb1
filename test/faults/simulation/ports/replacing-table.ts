import type { TableSpec } from '../../../../services/warehouse/ddl/tables.ts'
import { type Cell, RowBinaryReader } from './row-binary-reader.ts'

/** A table as a ReplacingMergeTree that has merged everything: of rows with one key the highest version stands, the later of equal ones. */
export class ReplacingTable {
  readonly names: readonly string[]
  readonly #reader: RowBinaryReader
  readonly #key: readonly number[]
  readonly #version: number
  /** -1 where nothing can be withdrawn. */
  readonly #deleted: number
  readonly #rows = new Map<string, readonly Cell[]>()

  constructor({
    columns,
    key,
    version,
    deleted,
  }: Pick<TableSpec, 'columns' | 'key' | 'version' | 'deleted'>) {
    this.names = columns.map(({ name }) => name)
    this.#reader = new RowBinaryReader(columns.map(({ type }) => type))
    this.#key = key.map((part) => this.names.indexOf(columnIn(part)))
    this.#version = this.names.indexOf(version)
    this.#deleted = deleted === undefined ? -1 : this.names.indexOf(deleted)
  }

  /**
   * Takes a block in, or its first rows.
   * @param share how much of it, from 0 to 1
   */
  insert(columns: readonly string[], bytes: Buffer, share = 1): void {
    if (columns.join() !== this.names.join())
      throw new RangeError(`The block has the columns ${columns.join()}, the table ${this.names.join()}.`)
    const rows = this.#reader.rows(bytes)
    for (const row of rows.slice(0, Math.floor(rows.length * share))) {
      const key = JSON.stringify(this.#key.map((at) => row[at] ?? 0))
      const known = this.#rows.get(key)
      if (known === undefined || (row[this.#version] as number) >= (known[this.#version] as number))
        this.#rows.set(key, row)
    }
  }

  /** What a query with FINAL sees: cells in the order of the names. */
  final(): readonly (readonly Cell[])[] {
    const rows = [...this.#rows.values()]
    return this.#deleted < 0 ? rows : rows.filter((row) => row[this.#deleted] !== 1)
  }
}

/** Expressions of sorting keys tell rows apart by the column inside them. */
const columnIn = (part: string): string => /^(?:ifNull|sipHash64)\((\w+)/.exec(part)?.[1] ?? part
