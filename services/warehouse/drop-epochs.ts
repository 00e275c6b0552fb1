import type { ClickHouseClient } from '@clickhouse/client'
import { literal } from './ddl/dialect.ts'
import { STORED_TABLES } from './ddl/tables.ts'
import { untilItPasses } from './sink/retry.ts'

/**
 * Drops the rows of a data set's epochs before the one that is shown. A query that is running keeps what it
 * reads; views do not change.
 */
export async function dropEpochsBefore(
  client: ClickHouseClient,
  dataset: string,
  shown: number,
): Promise<void> {
  for (const { name, partition } of STORED_TABLES) {
    if (!partition.includes('epoch')) continue
    const past = await untilItPasses(async () => {
      const result = await client.query({
        query: `SELECT DISTINCT epoch FROM ${name} WHERE dataset = {dataset: String} AND epoch < {shown: UInt32}`,
        query_params: { dataset, shown },
        format: 'JSONEachRow',
      })
      return result.json<{ readonly epoch: number }>()
    })
    for (const { epoch } of past) {
      const query = `ALTER TABLE ${name} DROP PARTITION (${literal(dataset)}, ${epoch})`
      await untilItPasses(() => client.command({ query }))
    }
  }
}
