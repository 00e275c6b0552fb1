/**
 * Figures of docs/signals/calendar.md: the processor `election-cycle` over the whole history of the indices, and which
 * beginning of the sample comes nearest to the report.
 *
 *   npx tsx tools/evidence/calendar.ts          # data: PULSE_TEST_DATA, or ../shared/data
 */
import type { Signal } from '../../schemas/generated/events.ts'
import { CYCLE_YEARS } from '../../services/signals/election-cycle/cycle-years.ts'
import { electionCycleProcessor } from '../../services/signals/election-cycle/election-cycle-processor.ts'
import { runSeries } from '../../test/support/series-run.ts'
import { americanBars, composite, type DatedClose, nasdaq100, sp500 } from './american-history.ts'
import { markdownTable, percent } from './markdown.ts'

/** The report's figures end on 2026-05-29; the first session after it makes May complete. */
const PUBLISHED = 20260601
const MONTHS = Array.from({ length: 12 }, (_, at) => at + 1)

/** What the processor says of an index that begins in a year and ends with the report. */
function said(symbol: string, closes: readonly DatedClose[], firstYear = 0, until = PUBLISHED): Signal[] {
  const kept = closes.filter(([date]) => date >= (firstYear - 1) * 10_000 + 1201 && date <= until)
  return runSeries(electionCycleProcessor, { events: americanBars(symbol, kept), sessions: [] }).map(
    ({ value }) => value as Signal,
  )
}

/** The latest row of each kind of year and month. */
function tableOf(rows: readonly Signal[], symbol: string, cycle: string): (Signal | undefined)[] {
  return MONTHS.map((month) =>
    rows.findLast(({ subject }) => subject === `${symbol}:${cycle}:${String(month).padStart(2, '0')}`),
  )
}

const cell = (row: Signal | undefined): string => {
  if (row === undefined || row.value === null) return ''
  const { ups, n } = row.components
  return `${percent(row.value, 2)}, ${ups}/${n}`
}

const indices = [
  ['SPX.US', 'S&P 500', sp500()],
  ['IXIC.US', 'Nasdaq Composite', composite()],
  ['NDX.US', 'Nasdaq-100', nasdaq100()],
] as const

for (const [symbol, name, closes] of indices) {
  const rows = said(symbol, closes)
  console.log(`## ${name}, ${closes[0]![0]} to ${PUBLISHED}: mean return, rising months of all\n`)
  console.log(
    markdownTable(
      ['month', ...CYCLE_YEARS],
      MONTHS.map((month) => [
        month,
        ...CYCLE_YEARS.map((cycle) => cell(tableOf(rows, symbol, cycle)[month - 1])),
      ]),
    ),
  )
  const current = rows.findLast(
    ({ subject, tradeDate }) => subject === `${symbol}:current` && tradeDate <= 20260529,
  )!
  const { upProbability, upLow, upHigh, n, median, worst, best, otherMean, otherUpProbability, otherN } =
    current.components
  console.log(
    `\nJune 2026 as it stood on ${current.tradeDate} (${current.notes.cycle}): mean ${percent(current.value!, 2)}, median ${percent(median, 2)}, up ${percent(upProbability)} of ${n} (95%: ${percent(upLow)} to ${percent(upHigh)}), worst ${percent(worst)}, best ${percent(best)}; June of other years ${percent(otherMean, 2)}, up ${percent(otherUpProbability)} of ${otherN}. State: ${current.state}.\n`,
  )
}

console.log('## Beginnings of the S&P 500 sample: midterm years\n')
const STARTS = [1930, 1942, 1946, 1950, 1954, 1958, 1962, 1966, 1970, 1974, 1978, 1982, 1986, 1990]
console.log(
  markdownTable(
    [
      'first midterm year',
      'June',
      'up in June',
      'August',
      'September',
      'mean of the three',
      'below the other years, months',
    ],
    STARTS.map((start) => {
      const rows = said('SPX.US', sp500(), start)
      const months = tableOf(rows, 'SPX.US', 'midterm')
      const three = [6, 8, 9].map((month) => months[month - 1]!.value!)
      const june = months[5]!.components
      const lower = months.filter((row) => row!.value! < row!.components.otherMean!).length
      return [
        start,
        percent(three[0], 2),
        `${june.ups}/${june.n} = ${percent(june.upProbability)}`,
        percent(three[1], 2),
        percent(three[2], 2),
        percent(three.reduce((sum, value) => sum + value, 0) / 3, 2),
        `${lower} of 12`,
      ]
    }),
  ),
)
console.log(
  `\nSmallest rises of the S&P 500 in a midterm June: ${smallRises()
    .map(([year, change]) => `${year} ${percent(change, 3)}`)
    .join(', ')}.`,
)

console.log('\n## 1998: deepest fall within March to September\n')
console.log(
  markdownTable(
    ['index', 'max drawdown, closes'],
    indices
      .filter(([, , closes]) => closes[0]![0] < 19980101)
      .map(([, name, closes]) => [
        name,
        percent(drawdown(closes.filter(([date]) => date >= 19980301 && date < 19981001))),
      ]),
  ),
)

function smallRises(): [number, number][] {
  const lastOf = (month: number): number => sp500().findLast(([date]) => Math.floor(date / 100) === month)![1]
  return Array.from({ length: 24 }, (_, at) => 1930 + 4 * at)
    .map((year): [number, number] => [year, lastOf(year * 100 + 6) / lastOf(year * 100 + 5) - 1])
    .filter(([, change]) => change > 0 && change < 0.005)
}

function drawdown(closes: readonly DatedClose[]): number {
  let high = 0
  let deepest = 0
  for (const [, close] of closes) {
    high = Math.max(high, close)
    deepest = Math.min(deepest, close / high - 1)
  }
  return deepest
}
