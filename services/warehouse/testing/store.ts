import type { ClickHouseClient } from '@clickhouse/client'
import { type StoredTopic, TABLES } from '../ddl/tables.ts'
import { type Event, rowEncoder } from '../sink/row-encoder.ts'
import type { RowTarget } from '../sink/storage.ts'

/** Stores events as the sink does, in one block. */
export async function store(
  warehouse: RowTarget,
  topic: StoredTopic,
  events: readonly object[],
): Promise<void> {
  const table = TABLES[topic]
  const rows = rowEncoder(table)
  for (const event of events) rows.append(event as Event)
  await warehouse.insertRowBinary(
    table.name,
    table.columns.map(({ name }) => name),
    rows.take(),
  )
}

/** Rows of a query, as objects. */
export async function rowsOf<T>(client: ClickHouseClient, query: string): Promise<readonly T[]> {
  const result = await client.query({ query, format: 'JSONEachRow' })
  return await result.json<T>()
}
