import type { ClickHouseClient } from '@clickhouse/client'
import { classify } from './engine/statement.ts'
import { connectionLost, isConnectionError } from './warehouse-errors.ts'

const ATTEMPTS = 4

/**
 * Lets a client of the embedded engine outlive it: a read that loses its engine before the first row runs again
 * on the next one, everything else throws `WarehouseError` `engineLost`. The engine itself is started again by
 * the client's agent.
 */
export function outliveEngine(client: ClickHouseClient, url: () => string): ClickHouseClient {
  const { query, insert, exec, command } = client
  client.query = (async (params: { query: string }) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await query.call(client, params)
      } catch (error) {
        const isWorthRetrying = attempt < ATTEMPTS && isConnectionError(error) && isRead(params.query)
        if (!isWorthRetrying) throw connectionLost(error, 'a query', { kind: 'embedded', url: url() })
      }
    }
  }) as typeof client.query
  const typed =
    <Params, Result>(what: string, call: (params: Params) => Promise<Result>) =>
    async (params: Params): Promise<Result> => {
      try {
        return await call.call(client, params)
      } catch (error) {
        throw connectionLost(error, what, { kind: 'embedded', url: url() })
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
