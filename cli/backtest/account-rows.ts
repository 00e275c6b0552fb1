import type { ClickHouseClient } from '@clickhouse/client'
import type { TradeDate } from '../../core/market/trade-date.ts'
import type { SessionResult } from '../../core/portfolio/tally.ts'

/** A session of an account as it is stored. */
export interface AccountDay extends SessionResult {
  readonly drawdown: number
  readonly cost: number
}

export interface AccountRows {
  readonly days: readonly AccountDay[]
  /** First session that counts: before it the account could not trade. */
  readonly countedFrom: TradeDate | null
}

/** An account of a data set, rising by session. */
export async function accountRows(
  client: ClickHouseClient,
  dataset: string,
  strategy: string,
): Promise<AccountRows> {
  const rows = async <Row>(query: string): Promise<readonly Row[]> => {
    const query_params = { dataset, strategy }
    const result = await client.query({ query, query_params, format: 'JSONEachRow' })
    return result.json<Row>()
  }
  const days = await rows<AccountDay>(`
    SELECT toYYYYMMDD(trade_date) AS tradeDate, nav, day_return AS dayReturn, benchmark_nav AS benchmarkNav,
      benchmark_return AS benchmarkReturn, turnover, drawdown, cost
    FROM portfolio_nav_all WHERE dataset = {dataset: String} AND strategy = {strategy: String}
    ORDER BY trade_date`)
  const [stat] = await rows<{ readonly countedFrom: TradeDate }>(`
    SELECT toYYYYMMDD(from_date) AS countedFrom
    FROM portfolio_stats_all
    WHERE dataset = {dataset: String} AND strategy = {strategy: String} AND period = 'all'`)
  return { days, countedFrom: stat?.countedFrom ?? null }
}

/** How often orders were blocked or postponed between two sessions, by reason; one per session and symbol. */
export async function hinderedOrders(
  client: ClickHouseClient,
  dataset: string,
  strategy: string,
  { from, to }: { readonly from: TradeDate; readonly to: TradeDate },
): Promise<readonly (readonly [reason: string, orders: number])[]> {
  const result = await client.query({
    query: `
      SELECT blocked AS reason, toString(count()) AS orders
      FROM portfolio_weights_all
      WHERE dataset = {dataset: String} AND strategy = {strategy: String} AND blocked IS NOT NULL
        AND toYYYYMMDD(trade_date) BETWEEN {from: UInt32} AND {to: UInt32}
      GROUP BY blocked ORDER BY blocked`,
    query_params: { dataset, strategy, from, to },
    format: 'JSONEachRow',
  })
  const rows = await result.json<{ readonly reason: string; readonly orders: string }>()
  return rows.map(({ reason, orders }) => [reason, Number(orders)])
}

/** Series and observations of which a data set has nothing. */
export async function withoutRows(
  client: ClickHouseClient,
  dataset: string,
  needs: { readonly series: readonly string[]; readonly observations: readonly string[] },
): Promise<readonly string[]> {
  const known = async (query: string): Promise<ReadonlySet<string>> => {
    const result = await client.query({ query, query_params: { dataset }, format: 'JSONEachRow' })
    return new Set((await result.json<{ readonly name: string }>()).map(({ name }) => name))
  }
  const bars = await known(
    'SELECT DISTINCT symbol AS name FROM series_1d_all WHERE dataset = {dataset: String}',
  )
  const releases = await known(
    'SELECT DISTINCT series AS name FROM macro_observations_all WHERE dataset = {dataset: String}',
  )
  return [
    ...needs.series.filter((name) => !bars.has(name)),
    ...needs.observations.filter((name) => !releases.has(name)),
  ]
}
