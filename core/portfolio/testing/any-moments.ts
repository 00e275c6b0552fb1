import fc from 'fast-check'
import { chineseCalendar } from '../../market/chinese-calendar.ts'
import type { InstrumentSymbol } from '../../market/instrument-symbol.ts'
import { openingAuction } from '../../market/schedules.ts'
import { type EventTime, sessionClose, type TradeDate } from '../../market/trade-date.ts'
import type { TargetOrder } from '../account.ts'
import type { Lock } from '../locked.ts'
import type { Moment, Quote } from '../trade.ts'

const SYMBOLS = ['000300.SH', '159915.SZ', '510300.SH', '512400.SH', '588000.SH'] as InstrumentSymbol[]
const SESSIONS = chineseCalendar.all.filter((session) => session >= 20240130 && session <= 20240301)
const HOUR = 3_600_000

const price = fc.double({ min: 4, max: 12, noNaN: true })
const lock = fc.oneof(
  { arbitrary: fc.constant<Lock>('free'), weight: 8 },
  { arbitrary: fc.constantFrom<Lock>('limitUp', 'limitDown'), weight: 2 },
)
/** A symbol in one session: no bar, no opening price, or both prices. */
const bar = fc.option(
  fc.record({ open: fc.option(price, { freq: 6 }), close: price, locks: fc.tuple(lock, lock) }),
  {
    freq: 7,
  },
)
const weights = fc
  .array(fc.nat({ max: 5 }), { minLength: SYMBOLS.length, maxLength: SYMBOLS.length })
  .chain((parts) =>
    fc.nat({ max: 6 }).map((cash) => {
      const sum = parts.reduce((a, b) => a + b, cash)
      return SYMBOLS.map((symbol, at) => ({ symbol, weight: sum === 0 ? 0 : parts[at]! / sum }))
    }),
  )
const order = fc.record({
  hours: fc.integer({ min: -20, max: SESSIONS.length * 30 }),
  execution: fc.constantFrom('nextOpen', 'nextClose'),
  weights,
  costRate: fc.constantFrom(0, 0.0002, 0.001, 0.02),
})

/** A few weeks of a market in which everything happens that hinders trading, and decisions at any hour of it. */
export const anyMoments: fc.Arbitrary<{
  readonly targets: readonly TargetOrder[]
  readonly moments: readonly Moment[]
}> = fc
  .record({
    days: fc.array(fc.array(bar, { minLength: SYMBOLS.length, maxLength: SYMBOLS.length }), {
      minLength: 2,
      maxLength: SESSIONS.length,
    }),
    orders: fc.array(order, { minLength: 1, maxLength: 8 }),
  })
  .map(({ days, orders }) => ({
    moments: days.flatMap((bars, day) => momentsOf(SESSIONS[day]!, bars)),
    targets: [...new Map(orders.map((each) => [each.hours, each])).values()]
      .sort((a, b) => a.hours - b.hours)
      .map(({ hours, ...rest }) => ({
        ...rest,
        decidedAt: (openingAuction(SESSIONS[0]!) + hours * HOUR) as EventTime,
      })),
  }))

type AnyBar = {
  readonly open: number | null
  readonly close: number
  readonly locks: readonly [Lock, Lock]
} | null

function momentsOf(tradeDate: TradeDate, bars: readonly AnyBar[]): Moment[] {
  const quotes = (of: (bar: NonNullable<AnyBar>) => Quote): ReadonlyMap<InstrumentSymbol, Quote> =>
    new Map(bars.flatMap((each, at) => (each === null ? [] : [[SYMBOLS[at]!, of(each)]])))
  return [
    {
      market: 'CN',
      tradeDate,
      kind: 'nextOpen',
      time: openingAuction(tradeDate),
      quotes: quotes(({ open, locks }) => ({ price: open, lock: open === null ? 'free' : locks[0] })),
    },
    {
      market: 'CN',
      tradeDate,
      kind: 'nextClose',
      time: sessionClose(tradeDate),
      quotes: quotes(({ close, locks }) => ({ price: close, lock: locks[1] })),
    },
  ]
}
