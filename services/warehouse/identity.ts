import { randomUUID } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { IDENTITY_TABLE } from './ddl/identity-table.ts'
import { TABLES } from './ddl/tables.ts'
import { untilItPasses } from './sink/retry.ts'

/** The log that a warehouse was filled from last. */
export interface FilledFrom {
  readonly log: string
  /** Newest epoch of the data set that stands in the warehouse. */
  readonly newestEpoch: number
}

/** The warehouse's own identity, given to it at the first call. Of two callers at once the smaller one stands. */
export async function warehouseId(client: ClickHouseClient): Promise<string> {
  const known = await ownId(client)
  if (known !== '') return known
  await insert(client, { kind: 'warehouse', number: 0, id: randomUUID() })
  return ownId(client)
}

/**
 * Makes the warehouse another one for the sink, which then stores everything again: for tables that came out of a
 * backup, and so do not stand where the sink's positions in the log say.
 */
export async function renewWarehouseId(client: ClickHouseClient): Promise<void> {
  await client.command({
    query: `DELETE FROM ${IDENTITY_TABLE.name} WHERE kind = 'warehouse'`,
    clickhouse_settings: { lightweight_deletes_sync: '2' },
  })
  await insert(client, { kind: 'warehouse', number: 0, id: randomUUID() })
}

/** Which log filled the warehouse last; undefined before the first. */
export async function filledFrom(client: ClickHouseClient, dataset: string): Promise<FilledFrom | undefined> {
  const [row] = await rows<FilledFrom & { readonly logs: number }>(
    client,
    `SELECT argMax(id, number) AS log, toUInt32(count()) AS logs,
       (SELECT greatest(max(epoch), 0) FROM ${TABLES.datasets.name} WHERE dataset = {dataset: String}) AS shown,
       (SELECT max(epoch) FROM ${TABLES.bars1d.name} WHERE dataset = {dataset: String}) AS stored,
       toUInt32(greatest(shown, stored)) AS newestEpoch
     FROM ${IDENTITY_TABLE.name} WHERE kind = 'log'`,
    { dataset },
  )
  return row === undefined || row.logs === 0 ? undefined : { log: row.log, newestEpoch: row.newestEpoch }
}

/** Says that a log fills the warehouse from now on. */
export async function registerLog(client: ClickHouseClient, log: string): Promise<void> {
  const [row] = await rows<{ readonly last: number }>(
    client,
    `SELECT toUInt32(max(number)) AS last FROM ${IDENTITY_TABLE.name} WHERE kind = 'log'`,
  )
  await insert(client, { kind: 'log', number: (row?.last ?? 0) + 1, id: log })
}

async function ownId(client: ClickHouseClient): Promise<string> {
  const [row] = await rows<{ readonly id: string }>(
    client,
    `SELECT min(id) AS id FROM ${IDENTITY_TABLE.name} WHERE kind = 'warehouse'`,
  )
  return row?.id ?? ''
}

async function rows<Row>(
  client: ClickHouseClient,
  query: string,
  query_params: Record<string, unknown> = {},
): Promise<Row[]> {
  return untilItPasses(async () => {
    const result = await client.query({ query, query_params, format: 'JSONEachRow' })
    return result.json<Row>()
  })
}

/** A row that is sent again is the same row. */
const insert = (client: ClickHouseClient, row: Readonly<Record<string, unknown>>): Promise<unknown> =>
  untilItPasses(() => client.insert({ table: IDENTITY_TABLE.name, values: [row], format: 'JSONEachRow' }))
