import { chineseCalendar } from '../../../../core/market/chinese-calendar.ts'
import type { InstrumentSymbol } from '../../../../core/market/instrument-symbol.ts'
import { weeklyDecisions } from '../../../../core/market/schedules.ts'
import {
  addDays,
  type EventTime,
  sessionClose,
  shanghaiTime,
  type TradeDate,
} from '../../../../core/market/trade-date.ts'
import type { AnyOutputEvent } from '../../../../runtime/processor/processor.ts'
import type { PortfolioDay, PortfolioStat, PortfolioWeight } from '../../../../schemas/generated/events.ts'
import type { TopicKey } from '../../../../schemas/topics.ts'
import { randomFrom } from '../../../../test/support/random-market.ts'
import {
  chineseBar,
  seriesBar,
  sessionsBetween,
  type Timeline,
  target,
} from '../../../../test/support/series-run.ts'

const FUNDS = ['159915.SZ', '510300.SH', '512400.SH']
const INDEX = '000300.SH'
const FOREIGN = 'SPY.US'

/**
 * Made-up months with everything that accounts care about: holidays, limits, missing bars and opening prices, foreign
 * sessions, decisions of Saturdays, of closes and of mornings, strategies that begin at different times.
 */
export function madeTimeline(from: number, to: number): Timeline {
  const random = randomFrom(from)
  const sessions = sessionsBetween(from, to)
  const prices = new Map<string, number>()
  const bars = sessions.flatMap((session) =>
    [...FUNDS, INDEX].flatMap((symbol) => {
      const before = prices.get(symbol) ?? 2
      const pick = random()
      const move = pick < 0.04 ? 0.1 : pick < 0.08 ? -0.1 : (random() - 0.5) * 0.06
      const close = rounded(before * (1 + move))
      const open = pick < 0.08 ? close : rounded(before * (1 + move / 2))
      if (pick > 0.95 && symbol !== INDEX) return []
      prices.set(symbol, close)
      return [chineseBar(symbol, session, close, { open: pick > 0.9 ? null : open })]
    }),
  )
  const nights = sessions.map((session, at) =>
    seriesBar(FOREIGN, session, rounded(100 + at + random()), shanghaiTime(addDays(session, 1), 5, 0), {
      open: rounded(100 + at),
    }),
  )
  const start = sessionClose(sessions[0]!)
  const saturdays = weeklyDecisions(chineseCalendar, start, sessionClose(sessions.at(-1)!))
  const weights = (...symbols: readonly string[]): Readonly<Record<string, number>> =>
    Object.fromEntries(symbols.map((symbol) => [symbol, rounded(1 / symbols.length - random() / 20)]))
  const drawn = (): string => FUNDS[Math.floor(random() * FUNDS.length)]!
  return {
    sessions,
    events: [
      ...bars,
      ...nights,
      ...saturdays.map(({ decidedAt }) => wish('weekly', decidedAt, weights(drawn()), 'nextOpen', INDEX)),
      ...sessions
        .filter((_, at) => at % 4 === 3)
        .map((session) => wish('closes', sessionClose(session), weights(...FUNDS), 'nextClose', FUNDS[0]!)),
      ...sessions
        .slice(5)
        .filter(() => random() < 0.4)
        .flatMap((session) => [
          wish('hasty', shanghaiTime(session, 8, 45), weights(drawn()), 'nextOpen', null),
          wish('hasty', shanghaiTime(session, 10, 30), weights(drawn(), INDEX), 'nextClose', null),
        ]),
      ...saturdays
        .filter((_, at) => at % 3 === 1)
        .map(({ decidedAt }) => wish('abroad', decidedAt, weights(FOREIGN, INDEX), 'nextOpen', FOREIGN)),
      wish('drifting', start, { [FUNDS[0]!]: 0.5, [FUNDS[1]!]: 0.3 }, 'nextOpen', INDEX),
    ],
  }
}

const rounded = (price: number): number => Math.round(price * 1000) / 1000

const wish = (
  strategy: string,
  eventTime: EventTime,
  weights: Readonly<Record<string, number>>,
  execution: 'nextOpen' | 'nextClose',
  benchmark: string | null,
) =>
  target({
    strategy,
    tradeDate: 20240102 as TradeDate,
    eventTime,
    execution,
    weights: Object.entries(weights).map(([symbol, weight]) => ({
      symbol: symbol as InstrumentSymbol,
      weight,
    })),
    benchmark: benchmark as InstrumentSymbol | null,
    costRate: 0.0005,
    reason: 'made up',
  })

type Outputs = readonly AnyOutputEvent<TopicKey>[]
const ofTopic =
  <Row>(topic: TopicKey) =>
  (outputs: Outputs): Row[] =>
    outputs.flatMap((output) => (output.topic === topic ? [output.value as unknown as Row] : []))

export const daysOf = ofTopic<PortfolioDay>('portfolios')
export const weightsOf = ofTopic<PortfolioWeight>('weights')
export const statsOf = ofTopic<PortfolioStat>('portfolioStats')
