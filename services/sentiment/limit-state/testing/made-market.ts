import type { Price } from '../../../../core/market/price.ts'
import type { TradeDate } from '../../../../core/market/trade-date.ts'
import type { Instrument, LimitTouch, Tick } from '../../../../schemas/generated/events.ts'
import { type TestBar, testInstrument } from '../../../../test/support/pipeline-harness.ts'
import { randomFrom } from '../../../../test/support/random-market.ts'
import type { NaiveShare } from './naive-partial.ts'
import { type Habit, limitsOf, madeDay } from './tick-maker.ts'
import type { TickDayInput } from './tick-run.ts'

const HABITS: readonly Habit[] = [
  'trades',
  'trades',
  'trades',
  'noBook',
  'from1040',
  'haltedFromNoon',
  'haltedAllDay',
  'untraded',
  'silent',
]

export interface MadeMarket {
  readonly shares: readonly NaiveShare[]
  readonly input: TickDayInput
}

/** A small made-up market: two sessions of bars, which leave a cohort, and one of snapshots. */
export function madeMarket(seed: number, count = 14): MadeMarket {
  const random = randomFrom(seed)
  const shares = Array.from({ length: count }, (_, at): NaiveShare => {
    const symbol = `60${String(1000 + at * 7)}.SH`
    const start = (Math.ceil(random() * 400) * 1_000) as Price
    const { up } = limitsOf(start)
    const yesterday: LimitTouch = (['sealed', 'broken', 'none'] as const)[Math.floor(random() * 3)]!
    const prevClose = yesterday === 'sealed' ? up : start
    const habit = HABITS[at % HABITS.length]!
    return {
      symbol,
      prevClose,
      yesterday,
      streak: yesterday === 'sealed' ? 1 : 0,
      industry: at % 2 === 0 ? 'banks' : 'steel',
      concepts: at % 3 === 0 ? ['lithium', 'robots'] : at % 3 === 1 ? ['robots'] : [],
      ticks: madeDay({ symbol, prevClose, habit, printsLimits: random() < 0.5 }, random),
    }
  })
  return {
    shares,
    input: { before: daysBefore(shares), instruments: shares.map(instrumentOf), ticks: allTicks(shares) },
  }
}

const allTicks = (shares: readonly NaiveShare[]): Tick[] => shares.flatMap(({ ticks }) => ticks)

const instrumentOf = ({ symbol, industry, concepts }: NaiveShare): Instrument =>
  testInstrument(symbol, { listDate: 20100104 as TradeDate, industry, concepts: [...concepts] })

function daysBefore(shares: readonly NaiveShare[]): TickDayInput['before'] {
  const bars = shares.map(({ symbol, prevClose, yesterday }) => {
    const start = (yesterday === 'sealed' ? lowerOf(prevClose) : prevClose) / 10_000
    const up = limitsOf((start * 10_000) as Price).up / 10_000
    const close = prevClose / 10_000
    const first: TestBar = [symbol, start, start, start, start, start]
    const second: TestBar = [symbol, start, yesterday === 'none' ? start : up, start, close, start]
    return { first, second }
  })
  return [
    { tradeDate: 20260707, bars: bars.map(({ first }) => first) },
    { tradeDate: 20260708, bars: bars.map(({ second }) => second) },
  ]
}

/** The reference price whose limit-up is the given price; made prices are multiples of 0.10, so there is one. */
function lowerOf(up: Price): number {
  return Math.round(up / 1.1 / 1_000) * 1_000
}
