import type { WarehouseConnection } from '../../../runtime/clickhouse/connect.ts'
import { MARKERS_TABLE } from '../ddl/markers-table.ts'
import type { TableSpec } from '../ddl/tables.ts'
import type { LandedMarker } from './marker-outbox.ts'
import { persistently } from './retry.ts'
import type { Turnstile } from './turnstile.ts'

/** What the sink needs of a connection to ClickHouse. */
export type RowTarget = Pick<WarehouseConnection, 'client' | 'insertRowBinary'>

/** Rows in RowBinary. */
export interface Rows {
  readonly count: number
  readonly bytes: Buffer
}

/** Where one topic's blocks go: its table, and the table of markers. Both wait out a server that is away. */
export class Storage {
  readonly #warehouse: RowTarget
  readonly #table: string
  readonly #columns: readonly string[]
  readonly #turnstile: Turnstile
  readonly #onStored: (rows: number) => void

  constructor(
    warehouse: RowTarget,
    table: TableSpec,
    turnstile: Turnstile,
    onStored: (rows: number) => void,
  ) {
    this.#warehouse = warehouse
    this.#table = table.name
    this.#columns = table.columns.map(({ name }) => name)
    this.#turnstile = turnstile
    this.#onStored = onStored
  }

  /** Resolves when ClickHouse has the rows; the same bytes are sent until it does. */
  async insert({ count, bytes }: Rows, signal: AbortSignal): Promise<void> {
    if (count === 0) return
    await this.#turnstile.pass(() =>
      persistently(
        () => this.#warehouse.insertRowBinary(this.#table, this.#columns, bytes, { rowCount: count }),
        signal,
      ),
    )
    this.#onStored(count)
  }

  async tellLanded(markers: readonly LandedMarker[], signal: AbortSignal): Promise<void> {
    const values = markers.map(({ marker, topic, partition, source, task, tasks }) => ({
      marker,
      topic,
      partition,
      source,
      task,
      tasks,
    }))
    await persistently(
      () => this.#warehouse.client.insert({ table: MARKERS_TABLE.name, values, format: 'JSONEachRow' }),
      signal,
    )
  }
}
