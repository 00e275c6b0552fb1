import type { ClickHouseClient } from '@clickhouse/client'
import { formatTradeDate, type TradeDate } from '../core/market/trade-date.ts'
import { percent, plainTable } from './plain-table.ts'

interface Row {
  readonly at: string
  readonly limit_ups: number
  readonly broken: number
  readonly limit_downs: number
  readonly seal_rate: number | null
  readonly height: number
  readonly base: number | null
  readonly promoted: number | null
  readonly promotion_rate: number | null
  readonly limit_up_premium: number | null
  readonly advancers: number | null
  readonly decliners: number | null
  readonly chinese: string | null
  readonly english: string | null
  readonly stage_reason: string | null
}

/** Minutes that are shown of a session: its turning points, not all 241. */
const SHOWN = [0, 1, 5, 15, 30, 60, 90, 120, 150, 180, 210, 240] as const

/** A session of `sentiment_minute` as a table for a terminal; undefined where none is stored whole. */
export async function minuteTable(
  client: ClickHouseClient,
  dataset: string,
  tradeDate: TradeDate,
): Promise<string | undefined> {
  const result = await client.query({
    query: `
      SELECT formatDateTime(minute, '%H:%i', 'Asia/Shanghai') AS at, m.*, s.chinese AS chinese, s.english AS english
      FROM (
        SELECT * FROM sentiment_minute_all
        WHERE dataset = {dataset: String} AND trade_date = {date: Date} AND has({shown: Array(UInt32)}, minute_index)
      ) AS m
      LEFT JOIN stages AS s ON s.code = m.stage
      ORDER BY minute_index
      SETTINGS join_use_nulls = 1`,
    query_params: { dataset, date: formatTradeDate(tradeDate), shown: SHOWN },
    format: 'JSONEachRow',
  })
  const rows = await result.json<Row>()
  if (rows.length < SHOWN.length) return undefined
  const table = plainTable(
    [
      'minute',
      '涨停',
      '炸板',
      '跌停',
      '封板率',
      '高度',
      '晋级率',
      '',
      '溢价',
      '上涨',
      '下跌',
      '阶段',
      'stage so far',
    ],
    11,
  )
  for (const row of rows)
    table.push([
      row.at,
      String(row.limit_ups),
      String(row.broken),
      String(row.limit_downs),
      percent(row.seal_rate),
      String(row.height),
      percent(row.promotion_rate),
      row.base === null ? '' : `${row.promoted}/${row.base}`,
      percent(row.limit_up_premium, 2),
      String(row.advancers ?? '–'),
      String(row.decliners ?? '–'),
      row.chinese ?? '–',
      row.english ?? row.stage_reason ?? '',
    ])
  return table.toString()
}
