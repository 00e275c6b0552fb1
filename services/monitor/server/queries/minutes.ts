import { sessionMinuteEnd } from '../../../../core/market/sessions.ts'
import { parseTradeDate } from '../../../../core/market/trade-date.ts'
import { MinuteRow as MinuteSchema } from '../../api/minutes.ts'
import type { MinuteRow, TierRow } from '../../api/types.ts'
import type { Reader } from './reader.ts'
import { fieldsOf, MINUTE, OF_DAY, select } from './select.ts'

export const MINUTE_NAMES = fieldsOf(MinuteSchema)

/** What views do not show: it follows from the row, or stands in a view of its own. */
type Derived = 'revision' | 'settled' | 'eventTime' | 'tiers'
const DERIVED: readonly string[] = ['revision', 'settled', 'eventTime', 'tiers'] satisfies Derived[]

const COLUMNS = select(
  MINUTE_NAMES.filter((name) => !DERIVED.includes(name)),
  MINUTE,
)

/** Minute rows of a session, ascending. */
export async function minuteRows(
  reader: Reader,
  dataset: string,
  date: string,
  signal: AbortSignal,
): Promise<MinuteRow[]> {
  const [rows, tiers] = await Promise.all([
    reader.rows<Omit<MinuteRow, Derived>>(
      'minutes',
      `SELECT ${COLUMNS} FROM sentiment_minute_all AS v WHERE ${OF_DAY} ORDER BY minute`,
      { dataset, date },
      signal,
    ),
    tiersByMinute(reader, dataset, date, signal),
  ])
  return rows.map((row) => ({
    ...row,
    revision: 0,
    settled: true,
    eventTime: windowEnd(date, row.minute),
    tiers: tiers.get(row.minute) ?? [],
  }))
}

async function tiersByMinute(
  reader: Reader,
  dataset: string,
  date: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, TierRow[]>> {
  const rows = await reader.rows<TierRow & { readonly minute: number }>(
    'minute-tiers',
    `SELECT v.minute_index AS minute, v.tier AS tier, v.boards AS boards, v.base AS base, v.promoted AS promoted,
       v.touched AS touched
     FROM ladder_minute_all AS v WHERE ${OF_DAY} ORDER BY minute, tier`,
    { dataset, date },
    signal,
  )
  const byMinute = new Map<number, TierRow[]>()
  for (const { minute, ...tier } of rows) {
    const tiers = byMinute.get(minute)
    if (tiers === undefined) byMinute.set(minute, [tier])
    else tiers.push(tier)
  }
  return byMinute
}

const MINUTE_MS = 60_000
/** The last row of each half takes one minute more, the auction's row the five until trading starts. */
const LONGER: Readonly<Record<number, number>> = { 0: 5 * MINUTE_MS, 120: MINUTE_MS, 240: MINUTE_MS }

function windowEnd(date: string, minute: number): number {
  return sessionMinuteEnd(parseTradeDate(date)!, minute) + (LONGER[minute] ?? 0)
}
