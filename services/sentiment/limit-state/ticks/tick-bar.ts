import { dayBar } from '../../../../core/market/ticks/day-bar.ts'
import type { EventTime } from '../../../../core/market/trade-date.ts'
import type { DailyBar } from '../../../../schemas/generated/events.ts'
import type { SymbolTicks } from './symbol-ticks.ts'

/** Source of bars that are built from snapshots. */
export const TICKS = 'ticks'

/** Whether a record of the daily bars was built here. */
export const isOwnBar = ({ source }: { readonly source: string }): boolean => source === TICKS

type BarValue = Omit<DailyBar, 'dataset' | 'epoch'>

/** The session's bar of a symbol, if its snapshots tell the whole day; undefined otherwise, and without a trade. */
export function tickBar({ frame, memory }: SymbolTicks, eventTime: EventTime): BarValue | undefined {
  const day = dayBar(memory)
  if (day === null || !day.complete) return undefined
  const { complete: _complete, noLimit, ...figures } = day
  return {
    symbol: frame.symbol,
    instrument: frame.instrument,
    tradeDate: frame.tradeDate,
    eventTime,
    ...figures,
    name: null,
    riskStatus: null,
    noLimit: noLimit ? true : null,
    flags: [],
    source: TICKS,
    late: false,
  }
}

/** Whether a vendor's bar tells another day than the snapshots. Amounts are left out: vendors round them. */
export const differsFrom = (vendor: DailyBar, ticks: BarValue): boolean =>
  vendor.open !== ticks.open ||
  vendor.high !== ticks.high ||
  vendor.low !== ticks.low ||
  vendor.close !== ticks.close ||
  vendor.volume !== ticks.volume
