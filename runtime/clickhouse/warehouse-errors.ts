import { ClickHouseError } from '@clickhouse/client'
import { WarehouseError } from '../errors.ts'

/** Codes of ClickHouse that pass by themselves: the same insert may succeed later. */
const PASSING = new Set([
  '3', // UNEXPECTED_END_OF_FILE
  '159', // TIMEOUT_EXCEEDED
  '164', // READONLY: a replica on its way up
  '202', // TOO_MANY_SIMULTANEOUS_QUERIES
  '209', // SOCKET_TIMEOUT
  '210', // NETWORK_ERROR
  '225', // NO_ZOOKEEPER
  '241', // MEMORY_LIMIT_EXCEEDED
  '242', // TABLE_IS_READ_ONLY
  '252', // TOO_MANY_PARTS
  '285', // TOO_FEW_LIVE_REPLICAS
  '319', // UNKNOWN_STATUS_OF_INSERT
  '394', // QUERY_WAS_CANCELLED
  '425', // SYSTEM_ERROR
  '999', // KEEPER_EXCEPTION
])

/** Whether an error says that the other side could not be reached or went away, not that it refused. */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof ClickHouseError || error instanceof WarehouseError)
    return false
  const code = String((error as NodeJS.ErrnoException).code ?? '')
  return (
    /^E(CONN\w+|PIPE|HOSTUNREACH|NETUNREACH|TIMEDOUT|AI_AGAIN|NOTFOUND)$/.test(code) ||
    code === 'ERR_STREAM_PREMATURE_CLOSE' ||
    /socket hang up|aborted|Timeout error/i.test(error.message)
  )
}

/** Where and how a warehouse is reached, for messages. */
export interface Reached {
  readonly kind: 'embedded' | 'server'
  readonly url: string
}

/** A lost connection in the warehouse's own terms; anything else as it is. */
export function connectionLost(error: unknown, what: string, { kind, url }: Reached): unknown {
  if (!isConnectionError(error)) return error
  const cause = { cause: error }
  return kind === 'embedded'
    ? new WarehouseError(
        'engineLost',
        `The embedded engine at ${url} was lost during ${what}; it starts again with the next call. Whether the ` +
          'statement took effect is unknown: send an insert again with the same deduplication token.',
        cause,
      )
    : new WarehouseError(
        'unavailable',
        `ClickHouse at ${url} cannot be reached for ${what}. Try again.`,
        cause,
      )
}

/** Any failure of an insert: `engineLost` and `unavailable` are worth another try, `refused` is not. */
export function insertFailure(error: unknown, table: string, reached: Reached): WarehouseError {
  const what = `an insert into ${table}`
  const lost = connectionLost(error, what, reached)
  if (lost instanceof WarehouseError) return lost
  const text = error instanceof Error ? error.message : String(error)
  if (error instanceof ClickHouseError && PASSING.has(error.code)) {
    return new WarehouseError(
      'unavailable',
      `ClickHouse at ${reached.url} could not take ${what} now (${error.code} ${error.type}): ${text}`,
      { cause: error },
    )
  }
  return new WarehouseError('refused', `ClickHouse at ${reached.url} refused ${what}: ${text}`, {
    cause: error,
  })
}
