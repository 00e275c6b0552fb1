import { PRICE_PER_FEN } from '../../core/market/price.ts'
import { formatTradeDate, isTradeDate, type TradeDate } from '../../core/market/trade-date.ts'
import type { BarDraft } from './reading/bar-row.ts'
import { BLANK, MALFORMED, OFF_GRID } from './reading/decimal.ts'
import type { Omission, RejectionCode } from './source.ts'

export interface Fault {
  readonly code: RejectionCode
  /** What is wrong and what to do. */
  readonly reason: string
}

/** Highest price that fits a packed row: 200,000 CNY, eighty times the dearest A share ever. */
const HIGHEST_PRICE = 2_000_000_000

const PRICES = ['open', 'high', 'low', 'close'] as const

/**
 * Why a row without volume is no bar: nobody traded (no prices, or prices that stand still), or the source
 * lost the volume (prices that move). Null for a row with volume, and for one that contradicts itself.
 */
export function withoutTrade(bar: BarDraft): Omission['reason'] | null {
  if (bar.volume > 0) return null
  if (isAbsent(bar.open) && isAbsent(bar.high) && isAbsent(bar.low)) {
    return isAbsent(bar.volume) ? 'suspended' : null
  }
  if (bar.volume !== 0 || !isAbsent(bar.amount) || bar.low <= 0) return null
  return bar.low === bar.high ? 'suspended' : 'noVolumeAtSource'
}

const isAbsent = (value: number): boolean => value === BLANK || value === 0

/** What makes a row of a known share on a known session no bar; null if nothing does. */
export function faultOf(bar: BarDraft): Fault | null {
  const { open, high, low, close, volume } = bar
  const sound =
    low > 0 &&
    high <= HIGHEST_PRICE &&
    open >= low &&
    open <= high &&
    close >= low &&
    close <= high &&
    open % PRICE_PER_FEN === 0 &&
    high % PRICE_PER_FEN === 0 &&
    low % PRICE_PER_FEN === 0 &&
    close % PRICE_PER_FEN === 0 &&
    volume >= 0 &&
    (bar.amount >= 0 || bar.amount === BLANK) &&
    bar.prevClose !== MALFORMED
  return sound ? null : (priceFault(bar) ?? quantityFault(bar))
}

function priceFault(bar: BarDraft): Fault | null {
  for (const field of PRICES) {
    const price = bar[field]
    if (price === OFF_GRID || (price > 0 && price % PRICE_PER_FEN !== 0)) {
      return {
        code: 'offGrid',
        reason: `${field} is no multiple of 0.01 CNY; adjusted prices (复权) cannot be taken, export unadjusted ones`,
      }
    }
    if (price === BLANK || price === MALFORMED || price <= 0 || price > HIGHEST_PRICE) {
      return { code: 'unparsable', reason: `${field} is no price; correct the field or remove the row` }
    }
  }
  if (bar.high < bar.low) {
    return { code: 'highBelowLow', reason: 'high is below low; check the order of the price columns' }
  }
  for (const field of ['open', 'close'] as const) {
    if (bar[field] < bar.low || bar[field] > bar.high) {
      return {
        code: 'highBelowLow',
        reason: `${field} lies outside [low, high]; check the order of the price columns`,
      }
    }
  }
  return null
}

function quantityFault(bar: BarDraft): Fault | null {
  for (const field of ['volume', 'amount', 'prevClose'] as const) {
    const value = bar[field]
    if (value === MALFORMED || (field === 'volume' && value === BLANK)) {
      return { code: 'unparsable', reason: `${field} is no number; correct the field or remove the row` }
    }
    if (value < 0 && value !== BLANK && field !== 'prevClose') {
      return { code: 'negativeVolume', reason: `${field} is negative; correct the field or remove the row` }
    }
  }
  return null
}

/** What validation needs of a trading calendar. */
export interface SessionCalendar {
  isSession(date: TradeDate): boolean
}

/** Answers for each date once, as millions of rows share a few thousand dates. */
export class DateCheck {
  readonly #calendar: SessionCalendar
  readonly #faults = new Map<number, Fault | null>()
  #lastDate = Number.NaN
  #lastFault: Fault | null = null

  constructor(calendar: SessionCalendar) {
    this.#calendar = calendar
  }

  faultOf(date: number): Fault | null {
    if (date === this.#lastDate) return this.#lastFault
    let fault = this.#faults.get(date)
    if (fault === undefined) {
      fault = this.#judge(date)
      this.#faults.set(date, fault)
    }
    this.#lastDate = date
    this.#lastFault = fault
    return fault
  }

  #judge(date: number): Fault | null {
    if (!isTradeDate(date)) {
      return {
        code: 'unparsable',
        reason: 'the date is no yyyymmdd or yyyy-mm-dd; correct it or remove the row',
      }
    }
    try {
      if (this.#calendar.isSession(date)) return null
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      return { code: 'outsideCalendar', reason: `${formatTradeDate(date)} is not covered: ${detail}` }
    }
    return {
      code: 'outsideCalendar',
      reason: `${formatTradeDate(date)} is no session of the exchange; check the date, or the calendar`,
    }
  }
}
