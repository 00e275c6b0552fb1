import { SIGNAL_FAMILIES, SignalRow as SignalSchema } from '../../api/signals.ts'
import type { SignalFamily, SignalRow, SignalSummary } from '../../api/types.ts'
import type { Reader } from './reader.ts'
import { fieldsOf, millisecondsOf, select } from './select.ts'
import { boundsOf, NO_MOMENT, type Range } from './time-range.ts'

export const SIGNAL_NAMES = fieldsOf(SignalSchema)

const COLUMNS = select(SIGNAL_NAMES, {
  date: 'toString(v.trade_date)',
  availableAt: millisecondsOf('available_at'),
})
const OF_SIGNAL = 'v.dataset = {dataset:String} AND v.signal = {signal:String}'
/** Ranked subjects first. */
const BY_RANK = 'ifNull(v.rank, 4294967295), v.subject'
const MOST_SUBJECTS = 5_000

export interface SignalRange extends Range {
  readonly subject?: string | undefined
}

/** Every signal of every family, and what each says last. */
export async function signalSummaries(reader: Reader, dataset: string): Promise<SignalSummary[]> {
  const counted = await reader.rows<Omit<SignalSummary, 'family' | 'latest'>>(
    'signals',
    `SELECT v.signal AS signal, toUInt32(uniqExact(v.subject)) AS subjects, toUInt32(count()) AS rows,
       toString(min(v.trade_date)) AS from, toString(max(v.trade_date)) AS to,
       max(${millisecondsOf('available_at')}) AS availableAt
     FROM signal_daily_all AS v WHERE v.dataset = {dataset:String} GROUP BY v.signal`,
    { dataset },
  )
  const newest = await reader.rows<SignalRow>(
    'signals-newest',
    `SELECT ${COLUMNS} FROM signal_daily_all AS v
     WHERE v.dataset = {dataset:String} AND (v.signal, v.trade_date) IN
       (SELECT signal, max(trade_date) FROM signal_daily_all WHERE dataset = {dataset:String} GROUP BY signal)
     ORDER BY v.signal, ${BY_RANK} LIMIT 1 BY v.signal`,
    { dataset },
  )
  const bySignal = new Map(counted.map((row) => [row.signal, row]))
  const latest = new Map(newest.map((row) => [row.signal, row]))
  return Object.entries(SIGNAL_FAMILIES).flatMap(([family, signals]) =>
    signals.map((signal) => ({
      family: family as SignalFamily,
      ...(bySignal.get(signal) ?? { signal, subjects: 0, rows: 0, from: null, to: null, availableAt: null }),
      latest: latest.get(signal) ?? null,
    })),
  )
}

/** The newest row of each subject, those of the newest date first, then by rank. */
export function latestOfSignal(
  reader: Reader,
  dataset: string,
  signal: string,
  asOf: number | undefined,
  abort: AbortSignal,
): Promise<SignalRow[]> {
  return reader.rows<SignalRow>(
    'signal-latest',
    `SELECT * FROM (
       SELECT ${COLUMNS} FROM signal_daily_all AS v
       WHERE ${OF_SIGNAL} AND v.available_at <= fromUnixTimestamp64Milli({asOf:Int64})
       ORDER BY v.subject, v.trade_date DESC LIMIT 1 BY v.subject
     ) ORDER BY date DESC, ifNull(rank, 4294967295), subject LIMIT {limit:UInt32}`,
    { dataset, signal, asOf: asOf ?? NO_MOMENT, limit: MOST_SUBJECTS },
    abort,
  )
}

/** The newest rows of a range, ascending. */
export async function seriesOfSignal(
  reader: Reader,
  dataset: string,
  signal: string,
  { subject, ...range }: SignalRange,
  abort: AbortSignal,
): Promise<SignalRow[]> {
  const rows = await reader.rows<SignalRow>(
    'signal-series',
    `SELECT ${COLUMNS} FROM signal_daily_all AS v
     WHERE ${OF_SIGNAL} AND v.trade_date BETWEEN {from:Date32} AND {to:Date32}
       AND v.available_at <= fromUnixTimestamp64Milli({asOf:Int64})
       ${subject === undefined ? '' : 'AND v.subject = {subject:String}'}
     ORDER BY v.trade_date DESC, ${BY_RANK} LIMIT {limit:UInt32}`,
    { dataset, signal, subject: subject ?? '', ...boundsOf(range) },
    abort,
  )
  return rows.reverse()
}
