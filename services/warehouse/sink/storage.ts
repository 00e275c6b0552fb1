import type { ClickHouseClient } from '@clickhouse/client'
import type { WarehouseConnection } from '../../../runtime/clickhouse/connect.ts'
import { MARKERS_TABLE } from '../ddl/markers-table.ts'
import type { TableSpec } from '../ddl/tables.ts'
import { verifyTables } from '../ddl/verify-tables.ts'
import type { LandedMarker } from './marker-outbox.ts'
import { isWaitedOut, type OnAttempt, persistently } from './retry.ts'
import type { Turnstile } from './turnstile.ts'

/** What the sink needs of a connection to ClickHouse. */
export type RowTarget = Pick<WarehouseConnection, 'client' | 'insertRowBinary'>

/** Rows in RowBinary. */
export interface Rows {
  readonly count: number
  readonly bytes: Buffer
}

export interface StorageEvents {
  readonly onStored: (rows: number) => void
  readonly onRetry?: OnAttempt | undefined
}

/** An insert that is under way when the sink is told to stop may still take so long. */
const LAST_ANSWER_MS = 2_000

/** Where one topic's blocks go: its table, and the table of markers. Both wait out a server that is away. */
export class Storage {
  readonly #warehouse: RowTarget
  readonly #table: string
  readonly #columns: readonly string[]
  readonly #turnstile: Turnstile
  readonly #events: StorageEvents

  constructor(warehouse: RowTarget, table: TableSpec, turnstile: Turnstile, events: StorageEvents) {
    this.#warehouse = warehouse
    this.#table = table.name
    this.#columns = table.columns.map(({ name }) => name)
    this.#turnstile = turnstile
    this.#events = events
  }

  /**
   * Resolves when ClickHouse has the rows; the same bytes are sent until it does. Between two attempts the place at
   * the turnstile is free: a table that takes no rows does not keep others waiting.
   * @throws WarehouseError `unacceptable`, `refused`; the abort reason.
   */
  async insert({ count, bytes }: Rows, signal: AbortSignal): Promise<void> {
    if (count === 0) return
    const { onStored } = this.#events
    await this.#persistently(
      () =>
        this.#turnstile.pass(() =>
          withLastAnswer(signal, (giveUp) =>
            this.#warehouse.insertRowBinary(this.#table, this.#columns, bytes, {
              rowCount: count,
              signal: giveUp,
            }),
          ),
        ),
      signal,
    )
    onStored(count)
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
    const insert: Parameters<ClickHouseClient['insert']>[0] = {
      table: MARKERS_TABLE.name,
      values,
      format: 'JSONEachRow',
    }
    await this.#persistently(
      () =>
        withLastAnswer(signal, (giveUp) =>
          this.#warehouse.client.insert({ ...insert, abort_signal: giveUp }),
        ),
      signal,
    )
  }

  /** @throws WarehouseError `migration` where the tables are not what the sink writes. */
  async verify(signal: AbortSignal): Promise<void> {
    await this.#persistently(() => verifyTables(this.#warehouse.client), signal)
  }

  #persistently<T>(action: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const { onRetry } = this.#events
    return persistently(action, signal, {
      isWorth: isWaitedOut,
      ...(onRetry === undefined ? {} : { onRetry }),
    })
  }
}

/** Gives the call a signal that aborts some time after `stop`. */
async function withLastAnswer<T>(stop: AbortSignal, call: (giveUp: AbortSignal) => Promise<T>): Promise<T> {
  const giveUp = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const begin = (): void => {
    timer = setTimeout(() => giveUp.abort(), LAST_ANSWER_MS)
  }
  if (stop.aborted) begin()
  else stop.addEventListener('abort', begin, { once: true })
  try {
    return await call(giveUp.signal)
  } finally {
    clearTimeout(timer)
    stop.removeEventListener('abort', begin)
  }
}
