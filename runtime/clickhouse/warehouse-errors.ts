import { ClickHouseError } from '@clickhouse/client'
import { WarehouseError } from '../errors.ts'
import { verdictOn } from './error-codes.ts'

/** Whether an error says that the other side could not be reached or went away, not that it refused. */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof ClickHouseError || error instanceof WarehouseError)
    return false
  const code = String((error as NodeJS.ErrnoException).code ?? '')
  return (
    /^E(CONN\w+|PIPE|HOSTUNREACH|NETUNREACH|TIMEDOUT|AI_AGAIN|NOTFOUND)$/.test(code) ||
    code === 'ERR_STREAM_PREMATURE_CLOSE' ||
    /socket hang up|aborted|Timeout error|other side closed/i.test(error.message) ||
    (error.constructor === Error && GATEWAY.test(error.message))
  )
}

/** What a proxy answers in the place of a server that is away: no exception of ClickHouse. */
const GATEWAY =
  /^\s*$|^\s*<|bad gateway|service unavailable|gateway time-?out|no healthy upstream|too many requests/i

/** Whether a failure of any call is trouble that ends by itself, so that the same call is worth another try. */
export function isPassing(error: unknown): boolean {
  if (error instanceof WarehouseError) return error.code === 'unavailable' || error.code === 'engineLost'
  if (error instanceof ClickHouseError) return verdictOn(error.code, error.message) === 'passing'
  return isConnectionError(error)
}

/** Whether a failure of any call is one of credentials or rights, which ends when an operator has acted. */
export function isDenied(error: unknown): boolean {
  if (error instanceof WarehouseError) return error.code === 'denied'
  return error instanceof ClickHouseError && verdictOn(error.code, error.message) === 'denied'
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

/**
 * Any failure of an insert: `engineLost` and `unavailable` are worth another try, `denied` when an operator has acted;
 * `unacceptable` means a row, `refused` the statement.
 */
export function insertFailure(error: unknown, table: string, reached: Reached): WarehouseError {
  const what = `an insert into ${table}`
  const lost = connectionLost(error, what, reached)
  if (lost instanceof WarehouseError) return lost
  const text = error instanceof Error ? error.message : String(error)
  const cause = { cause: error }
  const refused = `ClickHouse at ${reached.url} refused ${what}`
  if (!(error instanceof ClickHouseError)) return new WarehouseError('refused', `${refused}: ${text}`, cause)
  const name = `${error.code} ${error.type}`
  switch (verdictOn(error.code, text)) {
    case 'passing':
      return new WarehouseError(
        'unavailable',
        `ClickHouse at ${reached.url} could not take ${what} now (${name}): ${text}`,
        cause,
      )
    case 'denied':
      return new WarehouseError(
        'denied',
        `ClickHouse at ${reached.url} does not let our user do ${what} (${name}): ${text} ` +
          'Check CLICKHOUSE_USER and CLICKHOUSE_PASSWORD, and what the user may do; nothing is lost meanwhile.',
        cause,
      )
    case 'content':
      return new WarehouseError('unacceptable', `${refused} for its content (${name}): ${text}`, cause)
    case 'refused':
      return new WarehouseError('refused', `${refused} (${name}): ${text}`, cause)
  }
}
