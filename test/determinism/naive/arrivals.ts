import {
  shanghaiDate,
  shanghaiMillisecondOfDay,
  shanghaiTime,
  type TradeDate,
} from '../../../core/market/trade-date.ts'
import type { SourceTick } from '../../../services/ingest/ticks/source-tick.ts'
import type { MarketSession } from '../../support/tick-market.ts'

/** A snapshot where it counts: at its own time, or, late, behind the punctuation that followed it. */
export interface Placed {
  readonly tick: SourceTick
  readonly place: number
  readonly late: boolean
}

/** Snapshots of a share in the order in which they count (domain.md E1; late ones behind the next punctuation). */
export function placedTicks(day: MarketSession, symbol: string): Placed[] {
  const placed: Placed[] = []
  let covered: number = shanghaiTime(day.tradeDate, OPENING_HOUR, 0)
  for (const { until, ticks } of day.sweeps ?? []) {
    for (const tick of ticks) {
      if (tick.symbol !== symbol) continue
      const late = tick.eventTime <= covered
      placed.push({ tick, late, place: late ? Math.max(until, covered) : tick.eventTime })
    }
    covered = Math.max(covered, until)
  }
  return placed.sort(
    (a, b) =>
      a.place - b.place ||
      Number(a.late) - Number(b.late) ||
      a.tick.eventTime - b.tick.eventTime ||
      a.tick.volume - b.tick.volume ||
      (JSON.stringify(a.tick) < JSON.stringify(b.tick) ? -1 : 1),
  )
}

/** Sessions of ticks open at nine. */
const OPENING_HOUR = 9

export const MINUTE = 60_000

/** Minutes of the Shanghai day. */
export const minuteOfDay = ({ eventTime }: SourceTick): number =>
  Math.floor(shanghaiMillisecondOfDay(eventTime) / MINUTE)

export const isOfDay = (tick: SourceTick, tradeDate: TradeDate): boolean =>
  tick.tradeDate === tradeDate && shanghaiDate(tick.eventTime) === tradeDate
