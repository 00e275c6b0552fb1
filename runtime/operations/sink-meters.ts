import type { InsertOptions, WarehouseConnection } from '../clickhouse/connect.ts'
import { isDenied, isPassing } from '../clickhouse/warehouse-errors.ts'
import { WarehouseError } from '../errors.ts'
import type { Meters } from './meters.ts'

/** Seconds; a block of 200,000 rows takes a fraction of one, a server in trouble longer. */
const BUCKETS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120]

/** What goes into ClickHouse, by table. */
export class SinkMeters {
  readonly #rows
  readonly #inserts
  readonly #retries
  readonly #refused
  readonly #inFlight
  readonly #newest
  readonly #onRetry: (table: string, error: WarehouseError) => void

  /** @param onRetry told of every insert that failed and will be sent again */
  constructor(meters: Meters, onRetry: (table: string, error: WarehouseError) => void) {
    this.#onRetry = onRetry
    this.#rows = meters.counter(
      'sink_rows_total',
      'Rows stored; those stored again after a crash count again.',
      ['table'],
    )
    this.#inserts = meters.histogram('sink_insert_seconds', 'Time of one insert.', ['table'], BUCKETS)
    this.#retries = meters.counter(
      'sink_retries_total',
      'Inserts that failed and are sent again, by what failed.',
      ['table', 'code'],
    )
    this.#refused = meters.counter(
      'sink_refused_total',
      'Inserts that ClickHouse refused for good, which ends the service.',
      ['table'],
    )
    this.#inFlight = meters.gauge('sink_inserts_in_flight', 'Inserts that ClickHouse has not answered yet.')
    this.#newest = meters.gauge('sink_stored_seconds', 'When rows were last stored, by the clock.', ['table'])
  }

  /** The same connection, with somebody looking on. */
  observed(warehouse: WarehouseConnection): WarehouseConnection {
    const insertRowBinary: WarehouseConnection['insertRowBinary'] = (table, columns, rows, options) =>
      this.#insert(table, options, () => warehouse.insertRowBinary(table, columns, rows, options))
    return new Proxy(warehouse, {
      get(target, name) {
        if (name === 'insertRowBinary') return insertRowBinary
        const member: unknown = Reflect.get(target, name, target)
        return typeof member === 'function' ? member.bind(target) : member
      },
    })
  }

  async #insert(
    table: string,
    options: InsertOptions | undefined,
    insert: () => Promise<void>,
  ): Promise<void> {
    const since = performance.now()
    // So that a rate has a zero to begin with.
    this.#retries.inc({ table, code: 'unavailable' }, 0)
    this.#refused.inc({ table }, 0)
    this.#inFlight.inc()
    try {
      await insert()
      this.#rows.inc({ table }, options?.rowCount ?? 0)
      this.#newest.set({ table }, Date.now() / 1000)
    } catch (error) {
      this.#failed(table, error)
      throw error
    } finally {
      this.#inFlight.dec()
      this.#inserts.observe({ table }, (performance.now() - since) / 1000)
    }
  }

  #failed(table: string, error: unknown): void {
    if (!(error instanceof WarehouseError)) return
    if (isPassing(error) || isDenied(error)) {
      this.#retries.inc({ table, code: error.code })
      this.#onRetry(table, error)
    } else if (error.code !== 'unacceptable') this.#refused.inc({ table })
  }
}
