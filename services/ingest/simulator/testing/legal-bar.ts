import fc from 'fast-check'
import type { InstrumentSymbol } from '../../../../core/market/instrument-symbol.ts'
import { limitPrices } from '../../../../core/market/limit-price.ts'
import { limitRule } from '../../../../core/market/limit-rules.ts'
import type { Fen, Price } from '../../../../core/market/price.ts'
import type { TradeDate } from '../../../../core/market/trade-date.ts'
import type { SourceBar } from '../../source.ts'
import type { SimulatedBar } from '../day-shape.ts'

export const DATE = 20_220_427 as TradeDate

/** A bar with plain values, for examples. */
export function barOf(fields: Partial<Record<keyof SourceBar, unknown>>): SourceBar {
  const bar = {
    symbol: '600000.SH',
    tradeDate: DATE,
    open: 100_000,
    high: 100_000,
    low: 100_000,
    close: 100_000,
    prevClose: 100_000,
    volume: 1_000_000,
    amount: null,
    afterHoursVolume: null,
    afterHoursAmount: null,
    name: null,
    riskStatus: null,
    noLimit: null,
    flags: [],
    source: 'test',
    ...fields,
  }
  return bar as SourceBar
}

/** Fen: 50 billion yuan, more than any share turned over on one day. */
const LARGEST_AMOUNT = 5e12

const BOARDS = [
  { board: 'SH_MAIN', prefix: '600', suffix: 'SH' },
  { board: 'SZ_MAIN', prefix: '000', suffix: 'SZ' },
  { board: 'CHINEXT', prefix: '300', suffix: 'SZ' },
  { board: 'STAR', prefix: '688', suffix: 'SH' },
  { board: 'BSE', prefix: '830', suffix: 'BJ' },
] as const

/** Any bar that its day's limits allow: prices between them or at them, an average price inside the prices. */
export const legalBar: fc.Arbitrary<SimulatedBar> = fc
  .record({
    where: fc.constantFrom(...BOARDS),
    reference: fc.oneof(fc.integer({ min: 10, max: 5_000 }), fc.integer({ min: 10, max: 200_000 })),
    prices: fc.tuple(place(), place(), place(), place()),
    volume: fc.oneof(
      fc.integer({ min: 4, max: 2_000 }),
      fc.integer({ min: 1, max: 2_000_000 }).map((lots) => lots * 100),
      fc.integer({ min: 1_000, max: 2_000_000_000 }),
    ),
    average: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 8 }),
    isFree: fc.boolean(),
    isUnknown: fc.boolean(),
  })
  .map(({ where, reference, prices, volume: wished, average, isFree, isUnknown }) => {
    const { board } = where
    const rule = limitRule({
      board,
      status: 'normal',
      tradeDate: DATE,
      listDate: null,
      sessionsSinceListing: null,
      delistingPeriodDay: null,
    })
    const limits = limitPrices((reference * 100) as Price, rule)!
    const fen = prices.map((share) => Math.round((limits.down + share * (limits.up - limits.down)) / 100))
    const [open, high, low, close] = [fen[0]!, Math.max(...fen), Math.min(...fen), fen[1]!]
    const volume = Math.min(wished, Math.floor(LARGEST_AMOUNT / high))
    const amount = average === null ? null : Math.floor(low * volume + average * (high - low) * volume)
    const bar = barOf({
      open: open * 100,
      high: high * 100,
      low: low * 100,
      close: close * 100,
      prevClose: isUnknown && isFree ? null : reference * 100,
      volume,
      amount: amount as Fen | null,
    })
    return { bar, board, limits: isFree && prices[2] > 0.5 ? null : limits, where }
  })
  .map(({ where, ...rest }) => ({
    ...rest,
    bar: { ...rest.bar, symbol: `${where.prefix}000.${where.suffix}` as InstrumentSymbol },
  }))

/** Many different shares. */
export const legalMarket = fc.array(legalBar, { minLength: 1, maxLength: 6 }).map((bars) =>
  bars.map((one, at) => ({
    ...one,
    bar: {
      ...one.bar,
      symbol: one.bar.symbol.replace('000.', `${String(at).padStart(3, '0')}.`) as InstrumentSymbol,
    },
  })),
)

/** Where a price lies between the limits; often at one of them. */
function place(): fc.Arbitrary<number> {
  return fc.oneof(
    fc.constantFrom(0, 1, 1),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0.9, max: 1, noNaN: true }),
  )
}
