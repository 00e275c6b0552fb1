import type { ClickHouseClient } from '@clickhouse/client'
import { classify } from './engine/statement.ts'
import { connectionLost, isConnectionError, type Reached } from './warehouse-errors.ts'

const ATTEMPTS = 4

/**
 * Makes a client tell lost connections apart from refusals: they become `WarehouseError` `engineLost` or
 * `unavailable`. A read that loses its embedded engine before the first row runs again on the next engine, which
 * the client's agent starts.
 */
export function resilientClient(client: ClickHouseClient, reached: Reached): ClickHouseClient {
  const { query, insert, exec, command } = client
  const attempts = reached.kind === 'embedded' ? ATTEMPTS : 1
  client.query = (async (params: { query: string }) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await query.call(client, params)
      } catch (error) {
        const again = attempt < attempts && isConnectionError(error) && isRead(params.query)
        if (!again) throw connectionLost(error, 'a query', reached)
      }
    }
  }) as typeof client.query
  const typed =
    <Params, Result>(what: string, call: (params: Params) => Promise<Result>) =>
    async (params: Params): Promise<Result> => {
      try {
        return await call.call(client, params)
      } catch (error) {
        throw connectionLost(error, what, reached)
      }
    }
  client.insert = typed('an insert', insert) as typeof client.insert
  client.exec = typed('a statement', exec) as typeof client.exec
  client.command = typed('a command', command) as typeof client.command
  return client
}

function isRead(sql: string): boolean {
  try {
    return classify(sql).kind === 'read'
  } catch {
    return false
  }
}
