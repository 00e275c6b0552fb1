import type { Datasets, SessionRow } from '../../api/types.ts'
import type { Reader } from './reader.ts'

const EMPTY_DATE = '1970-01-01'

/** Data sets that the warehouse shows, `main` first. */
export async function datasets(reader: Reader, signal: AbortSignal): Promise<Datasets['datasets']> {
  const rows = await reader.rows<Datasets['datasets'][number]>(
    'datasets',
    `SELECT d.dataset AS dataset, d.dataset != 'main' AS simulated, d.epoch AS epoch,
       days.sessions AS sessions, minutes.sessions AS minuteSessions,
       nullIf(toString(least(if(days.sessions = 0, minutes.first, days.first),
         if(minutes.sessions = 0, days.first, minutes.first))), '${EMPTY_DATE}') AS firstDate,
       nullIf(toString(greatest(days.last, minutes.last)), '${EMPTY_DATE}') AS lastDate
     FROM datasets AS d
     LEFT JOIN (SELECT dataset, countIf(final) AS sessions, min(trade_date) AS first, max(trade_date) AS last
       FROM sentiment_daily_all GROUP BY dataset) AS days ON days.dataset = d.dataset
     LEFT JOIN (SELECT dataset, uniqExact(trade_date) AS sessions, min(trade_date) AS first, max(trade_date) AS last
       FROM sentiment_minute_all GROUP BY dataset) AS minutes ON minutes.dataset = d.dataset
     ORDER BY simulated, dataset`,
    {},
    signal,
  )
  return rows.map((row) => ({ ...row, simulated: Boolean(row.simulated) }))
}

/** Sessions of a data set, newest first. */
export async function sessions(reader: Reader, dataset: string, signal: AbortSignal): Promise<SessionRow[]> {
  const rows = await reader.rows<SessionRow>(
    'sessions',
    `SELECT toString(trade_date) AS date, max(minutes) AS minutes, max(daily) = 1 AS daily,
       max(closed) = 1 AS final
     FROM (
       SELECT trade_date, count() AS minutes, 0 AS daily, max(toUInt8(final)) AS closed
       FROM sentiment_minute_all WHERE dataset = {dataset:String} GROUP BY trade_date
       UNION ALL
       SELECT trade_date, 0 AS minutes, toUInt8(final) AS daily, toUInt8(final) AS closed
       FROM sentiment_daily_all WHERE dataset = {dataset:String}
     ) GROUP BY trade_date ORDER BY trade_date DESC`,
    { dataset },
    signal,
  )
  return rows.map((row) => ({ ...row, daily: Boolean(row.daily), final: Boolean(row.final) }))
}

/** The session before, and the newest one at or before a date, that a data set has. */
export async function neighbours(
  reader: Reader,
  dataset: string,
  date: string | null,
  signal: AbortSignal,
): Promise<{ readonly date: string | null; readonly previousDate: string | null }> {
  const rows = await reader.rows<{ readonly date: string }>(
    'neighbours',
    `SELECT DISTINCT toString(trade_date) AS date FROM (
       SELECT trade_date FROM sentiment_daily_all WHERE dataset = {dataset:String} AND trade_date <= {date:Date}
       UNION ALL
       SELECT trade_date FROM sentiment_minute_all WHERE dataset = {dataset:String} AND trade_date <= {date:Date}
     ) ORDER BY date DESC LIMIT 2`,
    { dataset, date: date ?? LAST_DATE },
    signal,
  )
  const [first, second] = rows.map((row) => row.date)
  if (date !== null && first !== date) return { date, previousDate: first ?? null }
  return { date: first ?? null, previousDate: second ?? null }
}

/** Last day that a `Date` holds. */
const LAST_DATE = '2149-06-06'
