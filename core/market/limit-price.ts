import { floorDivide } from './decimal.ts'
import type { LimitRounding } from './limit-rule-table.ts'
import type { LimitRule } from './limit-rules.ts'
import { PRICE_PER_FEN, PRICE_SCALE, type Price } from './price.ts'

/** The highest and lowest price at which a share may trade on a day. */
export interface LimitPrices {
  readonly up: Price
  readonly down: Price
}

/**
 * Limit-up and limit-down price 涨停价、跌停价 from the exchange's reference price (ex-rights adjusted; the
 * issue price on the first day of an approved IPO), in integers throughout.
 *
 * SSE 3.3.17 and SZSE 3.3.19 round half up to the tick, Beijing truncates towards the reference price;
 * a limit is at least one tick away, and never below one tick. Undefined where no limit holds, or where
 * the reference price is not a positive number of fen, which no exchange publishes for a share.
 */
export function limitPrices(previousClose: Price, rule: LimitRule): LimitPrices | undefined {
  if (rule.kind === 'none' || !(previousClose > 0) || previousClose % PRICE_PER_FEN !== 0) return undefined
  const reference = previousClose / PRICE_PER_FEN
  const band =
    rule.kind === 'percent'
      ? { up: rule.percent, down: rule.percent, rounding: rule.rounding }
      : { up: rule.upPercent, down: rule.downPercent, rounding: 'halfUp' as const }
  const up = upperFen(reference, band.up, band.rounding)
  const down = lowerFen(reference, band.down, band.rounding)
  return {
    up: fenPrice(Math.max(up, reference + 1)),
    down: fenPrice(Math.max(Math.min(down, reference - 1), 1)),
  }
}

function upperFen(reference: number, percent: number, rounding: LimitRounding): number {
  const hundredths = reference * (100 + percent)
  return floorDivide(rounding === 'halfUp' ? hundredths + 50 : hundredths, 100)
}

function lowerFen(reference: number, percent: number, rounding: LimitRounding): number {
  const hundredths = reference * (100 - percent)
  return floorDivide(rounding === 'halfUp' ? hundredths + 50 : hundredths + 99, 100)
}

function fenPrice(fen: number): Price {
  return (fen * PRICE_PER_FEN) as Price
}

/** Vendors write an upper limit this high, or a lower one of zero, where no limit holds (reference A3). */
const SENTINEL_UP = 10_000 * PRICE_SCALE

/** Whether a feed's limit fields say that the day has no limit. */
export function isNoLimitSentinel(up: Price, down: Price): boolean {
  return up >= SENTINEL_UP || down <= 0
}
