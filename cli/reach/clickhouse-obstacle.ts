import { WarehouseError } from '../../runtime/errors.ts'
import { causes, rootMessage } from './causes.ts'
import { networkObstacle } from './network-obstacle.ts'
import type { Obstacle } from './wait-for.ts'

/** Answers of ClickHouse to a user that it does not know, or whose password is wrong. */
const REFUSED = new Set(['192', '193', '194', '516'])
/** A user who is known and may not do what is needed. */
const NOT_GRANTED = '497'

/** Why ClickHouse could not be reached, and whether waiting helps. */
export function clickhouseObstacle(error: unknown, url: string): Obstacle {
  const address = addressOf(url)
  const codes = causes(error).map(({ code }) => String(code ?? ''))
  if (codes.some((code) => REFUSED.has(code)))
    return {
      reason: `ClickHouse at ${address} refuses our user: check CLICKHOUSE_USER and CLICKHOUSE_PASSWORD, or those in CLICKHOUSE_URL.`,
      passes: false,
    }
  if (codes.includes(NOT_GRANTED))
    return {
      reason: `ClickHouse at ${address} knows our user, who may not do what is needed (${rootMessage(error)}).`,
      passes: false,
    }
  const network = networkObstacle(error, address, 'CLICKHOUSE_URL')
  if (network !== undefined) return network
  const passes = error instanceof WarehouseError && error.code === 'unavailable'
  return { reason: `${address}: ${rootMessage(error)}`, passes }
}

/** An address as it may be shown. */
export function addressOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'CLICKHOUSE_URL'
}
