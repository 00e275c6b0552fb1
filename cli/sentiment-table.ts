import type { ClickHouseClient } from '@clickhouse/client'
import { percent, plainTable } from './plain-table.ts'

interface Row {
  readonly trade_date: string
  readonly limit_ups: number
  readonly limit_downs: number
  readonly seal_rate: number | null
  readonly height: number
  readonly height_is_lower_bound: boolean
  readonly base: number | null
  readonly promoted: number | null
  readonly promotion_rate: number | null
  readonly limit_up_premium: number | null
  readonly chinese: string | null
  readonly english: string | null
  readonly stage_reason: string | null
}

/** The newest sessions of `sentiment_daily`, oldest first, as a table for a terminal. */
export async function sentimentTable(client: ClickHouseClient, sessions: number): Promise<string> {
  const result = await client.query({
    query: `
      SELECT d.*, s.chinese AS chinese, s.english AS english
      FROM (SELECT * FROM sentiment_daily ORDER BY trade_date DESC LIMIT {sessions: UInt32}) AS d
      LEFT JOIN stages AS s ON s.code = d.stage
      ORDER BY trade_date
      SETTINGS join_use_nulls = 1`,
    query_params: { sessions },
    format: 'JSONEachRow',
  })
  const rows = await result.json<Row>()
  if (rows.length === 0) return 'No session has been stored yet.'
  const table = plainTable(
    ['session', '涨停', '跌停', '封板率', '高度', '晋级率', '', '溢价', '阶段', 'stage'],
    8,
  )
  for (const row of rows)
    table.push([
      row.trade_date,
      String(row.limit_ups),
      String(row.limit_downs),
      percent(row.seal_rate),
      `${row.height_is_lower_bound ? '≥' : ''}${row.height}`,
      percent(row.promotion_rate),
      row.base === null ? '' : `${row.promoted}/${row.base}`,
      percent(row.limit_up_premium, 2),
      row.chinese ?? '–',
      row.english ?? row.stage_reason ?? '',
    ])
  return `${table.toString()}\n${LEGEND}`
}

const LEGEND = [
  '涨停/跌停 limit-ups/downs at the close · 封板率 seal rate · 高度 board height · 晋级率 promotion rate',
  '(promoted/base) · 溢价 mean return today of yesterday’s limit-ups · 阶段 stage of the 12-stage grid',
].join('\n')
