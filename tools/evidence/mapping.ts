import { periodStart } from '../../core/market/schedules.ts'
import { type EventTime, sessionClose, type TradeDate, yearOf } from '../../core/market/trade-date.ts'
import { quantile } from '../../core/statistics/quantile.ts'
import type { AnyInputEvent } from '../../runtime/processor/processor.ts'
import type { PortfolioDay, Signal, Target } from '../../schemas/generated/events.ts'
import { MAPPING_CONFIGURATION } from '../../services/signals/mapping/mapping-configuration.ts'
import { createMappingProcessor } from '../../services/signals/mapping/mapping-processor.ts'
import { portfoliosProcessor } from '../../services/signals/portfolios/portfolios-processor.ts'
import { runSeries, type Timeline, target } from '../../test/support/series-run.ts'
import { realData } from './chinese-history.ts'
import { mappingHistory } from './mapping-history.ts'
import { usPercentiles } from './us-percentiles.ts'

/**
 * Figures of docs/signals/mapping.md on real history: `node --import tsx tools/evidence/mapping.ts`, with the data in
 * the folder that PULSE_TEST_DATA names.
 */
const folder = realData()
if (folder === undefined) throw new Error('No real data: let PULSE_TEST_DATA name their folder.')

const PUBLISHED_CORRELATION = 0.957
const NORMAL_95 = 1.959964
const percent = (value: number | null | undefined, digits = 1): string =>
  value == null ? '' : `${(100 * value).toFixed(digits)}%`
const fixed = (value: number | null | undefined): string => (value == null ? '' : value.toFixed(3))
const table = (header: readonly string[], rows: readonly (readonly string[])[]): void => {
  console.log(`| ${header.join(' | ')} |\n|${'---|'.repeat(header.length)}`)
  for (const row of rows) console.log(`| ${row.join(' | ')} |`)
  console.log()
}

const timeline = mappingHistory(folder)
const said = runSeries(createMappingProcessor(MAPPING_CONFIGURATION), timeline)
const signals = said.flatMap(({ topic, value }) => (topic === 'mapping' ? [value as Signal] : []))
const targets = said.flatMap(({ topic, value }) => (topic === 'targets' ? [value as Target] : []))

printLinkage(signals.filter(({ signal }) => signal === 'linkage'))
const orders = [...targets, ...everyPairAlike(targets)]
const days = accounts(orders, timeline)
for (const strategy of [...new Set(days.map((day) => day.strategy))].sort())
  printStrategy(
    strategy,
    days.filter((day) => day.strategy === strategy),
  )
printVariant('Without cost', (order) => ({ ...order, costRate: 0 }))
printVariant(
  'Bought at the Chinese close of Friday, which nobody can: New York has not traded that Friday',
  (order) => {
    const eventTime = (sessionClose(order.tradeDate) - 1) as EventTime
    return { ...order, eventTime, execution: 'nextClose' }
  },
)
printScores(signals)
printUsSide(20260529 as TradeDate)

function printLinkage(rows: readonly Signal[]): void {
  console.log('## Linkage\n')
  const eras = [
    ['SW level 1, to 2023-01-10', 0, 20230110],
    ['funds, from 2023-01-11', 20230111, 99999999],
    ['all', 0, 99999999],
    ['2024 on', 20240101, 99999999],
  ] as const
  table(
    [
      'period',
      'sessions',
      'corrLevel: median',
      'max (date)',
      '> 0.957',
      '> 0.8',
      '< 0',
      'corrReturn: median',
      'min',
      'max',
    ],
    eras.map(([name, from, to]) => {
      const levels = rows.filter(
        ({ tradeDate, value }) => tradeDate >= from && tradeDate <= to && value !== null,
      )
      const values = levels.map(({ value }) => value!).sort((a, b) => a - b)
      const returns = levels.flatMap(({ components }) => components.corrReturn ?? []).sort((a, b) => a - b)
      const top = levels.reduce((best, row) => (row.value! > best.value! ? row : best))
      const share = (test: (value: number) => boolean): string => {
        const count = values.filter(test).length
        return `${count} (${percent(count / values.length)})`
      }
      return [
        name,
        String(values.length),
        fixed(quantile(values, 0.5)),
        `${fixed(top.value)} (${top.tradeDate})`,
        share((value) => value > PUBLISHED_CORRELATION),
        share((value) => value > 0.8),
        share((value) => value < 0),
        fixed(quantile(returns, 0.5)),
        fixed(quantile(returns, 0)),
        fixed(quantile(returns, 1)),
      ]
    }),
  )
  const last = rows.at(-1)!
  console.log(
    `Last: ${last.tradeDate} corrLevel ${fixed(last.value)} corrReturn ${fixed(last.components.corrReturn)}\n`,
  )
  const above = rows.filter(({ value }) => (value ?? 0) > PUBLISHED_CORRELATION)
  console.log(`Above ${PUBLISHED_CORRELATION}: ${above.map(({ tradeDate }) => tradeDate).join(' ')}\n`)
}

/** A control: on the same Saturdays all pairs of the table in equal weights. */
function everyPairAlike(decisions: readonly Target[]): Target[] {
  return decisions
    .filter(({ strategy }) => strategy === 'mapping-strong')
    .map((decision) => {
      const { table: pairs } = MAPPING_CONFIGURATION.tables.findLast(
        ({ from }) => from <= decision.tradeDate,
      )!
      const symbols = pairs.pairs.map(({ industry }) => industry).sort()
      return {
        ...decision,
        strategy: 'all-pairs (control)',
        weights: symbols.map((symbol) => ({ symbol, weight: 1 / symbols.length })),
      }
    })
}

function accounts(orders: readonly Target[], { events, sessions }: Timeline): PortfolioDay[] {
  const chinese = events.filter((event) => event.topic === 'series' && event.value.market === 'CN')
  const wanted: AnyInputEvent<'targets'>[] = orders.map(target)
  const lastClose = Math.max(...sessions.filter((session) => session <= 20260318))
  return runSeries(portfoliosProcessor, {
    events: [...chinese, ...wanted],
    sessions: sessions.filter((session) => session <= lastClose),
  }).flatMap(({ topic, value }) => (topic === 'portfolios' ? [value as PortfolioDay] : []))
}

function printStrategy(strategy: string, rows: readonly PortfolioDay[]): void {
  console.log(`## ${strategy}: ${rows[0]!.tradeDate} to ${rows.at(-1)!.tradeDate}\n`)
  const years = [...new Set(rows.map(({ tradeDate }) => yearOf(tradeDate)))]
  const line = (name: string, from: number, to: number): string[] => {
    const at = (date: number) => rows.findLast(({ tradeDate }) => tradeDate <= date)
    const [first, last] = [at(from - 1), at(to)!]
    const own = last.nav / (first?.nav ?? 1) - 1
    const other = last.benchmarkNav! / (first?.benchmarkNav ?? 1) - 1
    const within = rows.filter(({ tradeDate }) => tradeDate >= from && tradeDate <= to)
    const weeks = weeklyExcess(within)
    const turnover = within.reduce((sum, day) => sum + day.turnover, 0)
    return [name, percent(own), percent(other), percent(own - other), weeksAhead(weeks), turnover.toFixed(1)]
  }
  table(
    ['year', 'strategy', 'benchmark', 'excess', 'weeks ahead', 'turnover'],
    [
      ...years.map((year) => line(String(year), year * 10_000, year * 10_000 + 1231)),
      line('all', 0, 99_999_999),
    ],
  )
  const blocked = rows.filter(({ blocked }) => blocked > 0).length
  console.log(
    `Sessions with a blocked order: ${blocked}. Deepest fall: ${percent(Math.min(...rows.map(({ drawdown }) => drawdown)))}.\n`,
  )
}

/** Excess return of each week over the benchmark. */
function weeklyExcess(rows: readonly PortfolioDay[]): number[] {
  const weeks = new Map<TradeDate, { own: number; other: number }>()
  for (const { tradeDate, dayReturn, benchmarkReturn } of rows) {
    const week = periodStart('week', tradeDate)
    const { own, other } = weeks.get(week) ?? { own: 1, other: 1 }
    weeks.set(week, { own: own * (1 + dayReturn), other: other * (1 + (benchmarkReturn ?? 0)) })
  }
  return [...weeks.values()].map(({ own, other }) => own - other)
}

/** How the same decisions would have fared otherwise. */
function printVariant(name: string, change: (order: Target) => Target): void {
  console.log(`## ${name}\n`)
  const rows = accounts(orders.map(change), timeline)
  const strategies = [...new Set(rows.map(({ strategy }) => strategy))].sort()
  table(
    ['strategy', 'return', 'benchmark', 'weeks ahead'],
    strategies.map((strategy) => {
      const of = rows.filter((row) => row.strategy === strategy)
      const { nav, benchmarkNav } = of.at(-1)!
      return [strategy, percent(nav - 1), percent(benchmarkNav! - 1), weeksAhead(weeklyExcess(of))]
    }),
  )
}

/** Share of weeks ahead of the benchmark with its 95% interval (Wilson). */
function weeksAhead(weeks: readonly number[]): string {
  const count = weeks.length
  const share = weeks.filter((excess) => excess > 0).length / count
  const square = NORMAL_95 ** 2 / count
  const centre = (share + square / 2) / (1 + square)
  const half = (NORMAL_95 / (1 + square)) * Math.sqrt((share * (1 - share)) / count + square / (4 * count))
  return `${percent(share)} of ${count} (${percent(centre - half)} to ${percent(centre + half)})`
}

/** Holdings of the last weeks, and how often a tie at the border was broken by the order of pairs. */
function printScores(rows: readonly Signal[]): void {
  console.log('## Last weeks\n')
  const recent = targets.filter(({ tradeDate }) => tradeDate >= 20260201)
  table(
    ['decided on', 'strategy', 'holdings'],
    recent.map(({ tradeDate, strategy, reason }) => [String(tradeDate), strategy, reason]),
  )
  for (const signal of ['mapping_oversold', 'mapping_strong']) {
    const of = rows.filter((row) => row.signal === signal)
    const states = new Map<string, number>()
    for (const { state } of of) states.set(String(state), (states.get(String(state)) ?? 0) + 1)
    console.log(signal, Object.fromEntries(states))
  }
}

/** The US side on the date of the published holdings: Chinese series end before. */
function printUsSide(date: TradeDate): void {
  console.log(`\n## US counterparts on ${date}\n`)
  const bars = timeline.events.flatMap((event) =>
    event.topic === 'series' && event.value.market === 'US' ? [event.value] : [],
  )
  const places = usPercentiles(bars, date)
  for (const lag of [21, 42])
    table(
      ['sessions', 'US industry', 'series', 'excess', 'percentile'],
      places
        .filter((place) => place.lag === lag)
        .sort((a, b) => b.percentile! - a.percentile! || b.excess! - a.excess!)
        .map(({ name, series, excess, percentile }) => [
          String(lag),
          name,
          series.replaceAll('.US', ''),
          percent(excess),
          percentile!.toFixed(1),
        ]),
    )
}
