import { heldOn } from '../../core/rotation/dated.ts'
import { wilsonInterval } from '../../core/statistics/wilson-interval.ts'
import type { Signal, Target } from '../../schemas/generated/events.ts'
import { MARKET_HOLDINGS } from '../../services/signals/macro/macro-configuration.ts'
import { macroProcessor } from '../../services/signals/macro/macro-processor.ts'
import { runSeries, sessionsBetween } from '../../test/support/series-run.ts'
import { accountsOf, summaryTable, yearTable } from './accounts.ts'
import { realData } from './chinese-history.ts'
import { ingested } from './ingested.ts'
import { markdownTable, percent } from './markdown.ts'

/**
 * Figures of docs/signals/macro.md on real history: `npx tsx tools/evidence/macro.ts`, with the data in the folder that
 * PULSE_TEST_DATA names.
 */
const folder = realData()
if (folder === undefined) throw new Error('No real data: let PULSE_TEST_DATA name their folder.')

const FIRST = 20050104
const LAST = 20260318
const sessions = sessionsBetween(FIRST, LAST)
const events = await ingested(folder, 'cn-indices', 'cn-macro')
const bars = events.filter((each) => each.topic === 'series')
const outputs = runSeries(macroProcessor, { sessions, events })
const signals = outputs.flatMap(({ topic, value }) => (topic === 'macro' ? [value as unknown as Signal] : []))
const targets = outputs.flatMap(({ topic, value }) =>
  topic === 'targets' ? [value as unknown as Target] : [],
)

const timing = signals.filter(({ signal }) => signal === 'macro_timing')
const wanted = (strategy: string, from: number): Target[] => {
  const own = targets.filter((target) => target.strategy === strategy)
  const first = own.findLastIndex(({ tradeDate }) => tradeDate <= from)
  return own.slice(Math.max(first, 0))
}

console.log('## Macro timing\n')
printMonths()
printTiming()
console.log('\n## Style rotation\n')
printStyles()

function printMonths(): void {
  const published = [
    [202502, '0% / 60% / 30%'],
    [202503, ''],
    [202504, '(spring) 0% / 50% / 25%'],
    [202505, ''],
    [202506, '50% / 40% / 45%'],
    [202507, '100% / 0% / 50%'],
    [202508, ''],
    [202509, '100% / 50% / 75%'],
    [202510, '40% / 60% / 50%'],
    [202511, '0% / 50% / 25%'],
    [202512, ''],
  ] as const
  console.log(
    markdownTable(
      ['month', 'growth / liquidity / position published', 'here', 'active growth', 'active liquidity'],
      published.map(([month, text]) => {
        const row = timing.find(({ tradeDate }) => Math.floor(tradeDate / 100) === month)!
        const { growth, liquidity, growthActive, liquidityActive } = row.components
        return [
          month,
          text,
          `${percent(growth, 0)} / ${percent(liquidity, 0)} / ${percent(row.value ?? undefined, 0)}`,
          growthActive!,
          liquidityActive!,
        ]
      }),
    ),
  )
  const known = timing.filter(({ value, tradeDate }) => value !== null && tradeDate >= 20150601)
  const mean = known.reduce((sum, { value }) => sum + value!, 0) / known.length
  const counts = new Map<string, number>()
  for (const { state } of known) counts.set(state!, (counts.get(state!) ?? 0) + 1)
  console.log(
    `\n${known.length} months with a position since 2015-06, the last ${known.at(-1)!.tradeDate}; mean ${percent(mean)}; ${[...counts].map(([state, count]) => `${state} ${count}`).join(', ')}.\n`,
  )
}

/** The index from the close of the first session of a month to that of the next, by the state of its position. */
function printFollowing(): void {
  const closes = new Map(bars.map(({ value }) => [`${value.symbol}/${value.tradeDate}`, value.close]))
  const outcomes = timing.flatMap(({ tradeDate, state, value }, at) => {
    const next = timing[at + 1]
    const { symbol } = heldOn(MARKET_HOLDINGS, tradeDate)!
    const [from, to] = [closes.get(`${symbol}/${tradeDate}`), closes.get(`${symbol}/${next?.tradeDate}`)]
    return value === null || tradeDate < 20150601 || from === undefined || to === undefined
      ? []
      : [{ state: state!, value, change: to / from - 1 }]
  })
  const groups = ['low', 'middle', 'high', 'any'].map((state) => {
    const own = outcomes.filter((outcome) => state === 'any' || outcome.state === state)
    const rose = own.filter(({ change }) => change > 0).length
    const interval = wilsonInterval(rose, own.length)!
    return [
      state,
      own.length,
      percent(own.reduce((sum, { change }) => sum + change, 0) / own.length, 2),
      `${rose} (${percent(rose / own.length)})`,
      `${percent(interval.low)} to ${percent(interval.high)}`,
    ]
  })
  console.log(
    `${markdownTable(['position', 'months', 'index in the month after', 'rose', '95% interval'], groups)}\n`,
  )
}

function printTiming(): void {
  printFollowing()

  const own = wanted('macro-timing', 20150601)
  const held = (name: string, weight: (target: Target) => number): Target[] =>
    own.map((target) => ({
      ...target,
      strategy: name,
      weights: target.weights.map(({ symbol }) => ({ symbol, weight: weight(target) })),
    }))
  const positions = own.map(({ weights }) => weights[0]?.weight ?? 0)
  const mean = positions.reduce((sum, weight) => sum + weight, 0) / positions.length
  const all = accountsOf(
    [...own, ...held('fully invested', () => 1), ...held(`always ${percent(mean)}`, () => mean)],
    bars,
    sessions.filter((session) => session <= 20251231),
  )
  console.log(summaryTable(all))
  console.log(`\n${yearTable(all, 'macro-timing')}`)
  const ytd = (strategy: string) => {
    const days = all.days.filter((day) => day.strategy === strategy)
    const at = (date: number) => days.findLast(({ tradeDate }) => tradeDate <= date)!
    const [from, to] = [at(20241231), at(20251024)]
    return [
      strategy,
      percent(to.nav / from.nav - 1, 2),
      percent(to.benchmarkNav! / from.benchmarkNav! - 1, 2),
    ]
  }
  console.log(
    `\n${markdownTable(['2024-12-31 to 2025-10-24', 'return', 'CSI 500'], [ytd('macro-timing'), ytd('fully invested')])}`,
  )
  printPublishedPositions()
}

/** The published positions of 2025, each from the first session of its month, on the index that stands for All-A. */
function printPublishedPositions(): void {
  const positions = [
    [20250205, 0.3],
    [20250303, 0.25],
    [20250401, 0.25],
    [20250506, 0.25],
    [20250603, 0.45],
    [20250701, 0.5],
    [20250801, 0.5],
    [20250901, 0.75],
    [20251009, 0.5],
  ] as const
  const some = targets.find(({ strategy }) => strategy === 'macro-timing')!
  const followed = ['000905.SH', '000300.SH'].flatMap((symbol) =>
    positions.map(([date, weight]) => {
      const before = timing.find(({ tradeDate }) => tradeDate === date)!
      return {
        ...some,
        strategy: `published positions, ${symbol}`,
        tradeDate: before.tradeDate,
        eventTime: before.eventTime,
        weights: [{ symbol: symbol as never, weight }],
        benchmark: symbol as never,
      }
    }),
  )
  const accounts = accountsOf(
    followed,
    bars,
    sessions.filter((session) => session >= 20250102 && session <= 20251024),
  )
  console.log(`\n${summaryTable(accounts)}`)
  console.log(
    accounts.stats
      .filter(({ period }) => period === 'all')
      .map(
        ({ strategy, totalReturn, benchmarkReturn }) =>
          `\n${strategy}: ${percent(totalReturn, 2)}, index ${percent(benchmarkReturn ?? undefined, 2)}`,
      )
      .join(''),
  )
}

function printStyles(): void {
  for (const subject of ['size', 'growthValue']) {
    const rows = signals.filter((row) => row.signal === 'style_rotation' && row.subject === subject)
    const known = rows.filter(({ state }) => state !== null)
    const shares = new Map<string, number>()
    for (const { state } of known) shares.set(state!, (shares.get(state!) ?? 0) + 1)
    console.log(
      `${subject}: ${known[0]!.tradeDate} to ${known.at(-1)!.tradeDate}, ${known.length} sessions, ${[...shares].map(([state, count]) => `${state} ${percent(count / known.length)}`).join(', ')}; by slopes ${percent(known.filter(({ notes }) => notes.rule === 'slopes').length / known.length)}.`,
    )
  }
  const own = wanted('style-rotation', FIRST)
  const first = own[0]!
  const constant = (strategy: string, symbol: string): Target => ({
    ...first,
    strategy,
    weights: [{ symbol: symbol as never, weight: 1 }],
  })
  const sizeOnly = sleeve('size only', 'size', first)
  const growthOnly = sleeve('growth and value only', 'growthValue', first)
  const all = accountsOf(
    [
      ...own,
      ...own.map((target) => ({ ...target, strategy: 'style-rotation, no cost', costRate: 0 })),
      ...sizeOnly,
      constant('CSI 300 held', '000300.SH'),
      constant('CSI 1000 held', '000852.SH'),
    ],
    bars,
    sessions,
  )
  console.log(`\n${summaryTable(all)}\n\n${yearTable(all, 'style-rotation')}`)
  const asLongAsItLasts = accountsOf(
    [
      ...growthOnly,
      {
        ...growthOnly[0]!,
        strategy: 'CNI Growth held',
        weights: [{ symbol: '399370.SZ' as never, weight: 1 }],
      },
      {
        ...growthOnly[0]!,
        strategy: 'CNI Value held',
        weights: [{ symbol: '399371.SZ' as never, weight: 1 }],
      },
    ],
    bars,
    sessions.filter((session) => session >= 20160801 && session <= 20230224),
  )
  console.log(`\n${summaryTable(asLongAsItLasts)}`)
}

/** One pair of styles by itself. */
function sleeve(strategy: string, subject: string, first: Target): Target[] {
  let held = ''
  return signals.flatMap(({ signal, subject: of, state, notes, tradeDate, eventTime }) => {
    if (signal !== 'style_rotation' || of !== subject || state === null || tradeDate < first.tradeDate)
      return []
    const symbol = state === 'large' || state === 'growth' ? notes.first! : notes.second!
    if (symbol === held) return []
    held = symbol
    const weights = [{ symbol: symbol as never, weight: 1 }]
    return [{ ...first, strategy, tradeDate, eventTime, weights, benchmark: notes.first as never }]
  })
}
