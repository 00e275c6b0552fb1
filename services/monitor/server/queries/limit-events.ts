import { LimitEvent as EventSchema } from '../../api/limit-events.ts'
import type { LimitEvent } from '../../api/types.ts'
import type { Reader } from './reader.ts'
import { fieldsOf, millisecondsOf, OF_DAY, select } from './select.ts'

export const EVENT_NAMES = fieldsOf(EventSchema)

const COLUMNS = select(
  EVENT_NAMES.filter((name) => name !== 'name'),
  { time: millisecondsOf('event_time'), limit: 'v.limit_price', revision: '0' },
)

export interface EventFilter {
  readonly symbol?: string | undefined
  /** Epoch ms, included. */
  readonly since?: number | undefined
}

/** Limit changes of a session by time, without names. */
export function limitEvents(
  reader: Reader,
  dataset: string,
  date: string,
  { symbol, since }: EventFilter,
  signal: AbortSignal,
): Promise<Omit<LimitEvent, 'name'>[]> {
  return reader.rows<Omit<LimitEvent, 'name'>>(
    'limit-events',
    `SELECT ${COLUMNS} FROM limit_events_all AS v
     WHERE ${OF_DAY} AND ({symbol:String} = '' OR v.symbol = {symbol:String})
       AND v.event_time >= fromUnixTimestamp64Milli({since:Int64}, 'Asia/Shanghai')
     ORDER BY time, symbol, sequence`,
    { dataset, date, symbol: symbol ?? '', since: since ?? 0 },
    signal,
  )
}

export const byTime = (left: LimitEvent, right: LimitEvent): number =>
  left.time - right.time || compare(left.symbol, right.symbol) || left.sequence - right.sequence

const compare = (left: string, right: string): number => (left < right ? -1 : Number(left > right))
