import { type InstrumentSymbol, stockSymbol } from '../../../../core/market/instrument-symbol.ts'
import { shanghaiDate, shanghaiTime, type TradeDate } from '../../../../core/market/trade-date.ts'
import { NO_FACTS, type ReferenceFacts } from '../../../../services/ingest/reference-facts.ts'
import { seriesTrust } from '../../../../services/ingest/series/formats/registry.ts'
import { mergeRows } from '../../../../services/ingest/series/merge-rows.ts'
import type { SeriesBatch, SeriesRow } from '../../../../services/ingest/series/series-row.ts'
import { closeOf } from '../../../../services/ingest/series/testing/series-rows.ts'
import type { Rejection, SessionItems } from '../../../../services/ingest/source.ts'
import { madeSeries } from '../../../contract/made-series.ts'
import { randomMarket } from '../../../support/random-market.ts'
import { sessionsBetween } from '../../../support/series-run.ts'
import { TRADING_HABITS } from '../../../support/share-day.ts'
import { sessionOf, tickMarket } from '../../../support/tick-market.ts'

/** Everything that a simulated world is given: bars and series for data set main, sessions of ticks for another. */
export interface MarketInput {
  readonly facts: ReferenceFacts
  readonly sessions: readonly SessionItems[]
  readonly rejections: readonly Rejection[]
  readonly series: SeriesBatch
  readonly day: { readonly facts: ReferenceFacts; readonly sessions: readonly SessionItems[] }
}

/** How many markets there are to choose from by the seed. */
export const MARKETS = 3

const SHARES = 16
const SESSIONS = 6
const TICKED = 6
/** Sessions of bars stand in the last weeks of the series. */
const BARS_FROM = 20250520
const SOURCE = 'plain-daily'
const SERIES_FROM = 20241001
const SERIES_UNTIL = 20250530
/** Their usual levels. */
const VOLATILITY = [
  ['VIX.US', 18],
  ['VVIX.US', 95],
  ['VIX3M.US', 20],
] as const
/** Snapshots come again, late by up to two minutes, and in any order within a sweep. */
const LINE = { duplicates: 0.05, late: 0.04, lateSeconds: 120, reordered: true }

const known = new Map<number, MarketInput>()

/** A market small enough to be run hundreds of times, in which every processor has something to say. */
export function simulatedMarket(number: number): MarketInput {
  const market = known.get(number) ?? make(number)
  known.set(number, market)
  return market
}

function make(number: number): MarketInput {
  const symbols = Array.from({ length: SHARES }, (_, at) => stockSymbol(String(600_000 + at * 3))!)
  const habits = Array.from(
    { length: TICKED },
    (_, at) => TRADING_HABITS[(at * 5 + number * 7) % TRADING_HABITS.length]!,
  )
  const ticked = tickMarket({ seed: 70 + number, habits, tickSessions: 1, line: LINE })
  const sessions = randomMarket({
    seed: 20 + number,
    sessions: SESSIONS,
    symbols: SHARES,
    from: BARS_FROM,
    references: 1,
  })
  return {
    sessions: sessions.map(ofFiles),
    facts: {
      ...NO_FACTS,
      shareCapital: symbols.map((symbol, at) => ({
        symbol,
        effectiveDate: 20200102 as TradeDate,
        totalShares: (10_000 + at * 100) * 10_000,
      })) as never,
    },
    rejections: [1, 2].map((line) => ({
      kind: 'rejection',
      file: 'made-up.csv',
      line,
      code: 'unparsable',
      reason: 'A row that cannot be read.',
      raw: `row ${line}`,
    })),
    series: mergeRows(someSeries(), seriesTrust),
    day: { facts: ticked.facts, sessions: ticked.days.map((day) => sessionOf(day, `market ${number}`)) },
  }
}

/** A rebuild asks how far the source of a bar is trusted. */
const ofFiles = (session: SessionItems): SessionItems => ({
  ...session,
  bars: session.bars.map((taken) => ({ ...taken, bar: { ...taken.bar, source: SOURCE } })),
})

/** Closes and releases of the last months: strategies that want a longer history say that they have none. */
const someSeries = (): readonly SeriesRow[] => [
  ...madeSeries().filter(({ value }) => shanghaiDate(value.eventTime) >= SERIES_FROM),
  ...sessionsBetween(SERIES_FROM, SERIES_UNTIL).flatMap((tradeDate, at) => [
    ...VOLATILITY.map(([symbol, level]) => closeOf(symbol, tradeDate, level * (1 + 0.3 * Math.sin(at / 5)))),
    flowOf(tradeDate, 1e9 * (1 + 0.1 * Math.sin(at / 9))),
  ]),
]

const flowOf = (tradeDate: TradeDate, shares: number): SeriesRow => ({
  topic: 'fundFlows',
  value: {
    symbol: '510300.SH' as InstrumentSymbol,
    tradeDate,
    eventTime: shanghaiTime(tradeDate, 20, 0),
    name: null,
    shares: Math.round(shares),
    nav: 4,
    close: 4,
    netInflow: null,
    source: 'fund-flows-csv',
  },
  file: 'made-up.csv',
  line: 2,
})
