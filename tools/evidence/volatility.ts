/**
 * Figures of docs/signals/volatility.md: the processor `volatility` over the whole history of VIX and VVIX.
 *
 *   npx tsx tools/evidence/volatility.ts        # data: PULSE_TEST_DATA, or ../shared/data
 */

import { wilsonInterval } from '../../core/statistics/wilson-interval.ts'
import type { Signal } from '../../schemas/generated/events.ts'
import { volatilityProcessor } from '../../services/sentiment/volatility/volatility-processor.ts'
import { runSeries } from '../../test/support/series-run.ts'
import { americanBars, sp500, vix, vix3m, vix9d, vixFuture, vvix } from './american-history.ts'
import { markdownTable, percent } from './markdown.ts'

const events = [
  ...americanBars('VIX.US', vix()),
  ...americanBars('VVIX.US', vvix()),
  ...americanBars('VIX3M.US', vix3m()),
  ...americanBars('VIX9D.US', vix9d()),
  ...americanBars('VX1.US', vixFuture('VX1')),
  ...americanBars('VX2.US', vixFuture('VX2')),
  ...americanBars(
    'SPX.US',
    sp500().filter(([date]) => date >= 20060101),
  ),
]
const rows = runSeries(volatilityProcessor, { events, sessions: [] }).map(({ value }) => value as Signal)
const ratios = rows.filter(({ signal }) => signal === 'vvix_vix')
const on = (date: number): Signal => ratios.find(({ tradeDate }) => tradeDate === date)!

console.log('## Dates with a published figure\n')
console.log(
  markdownTable(
    ['US date', 'VVIX', 'VIX', 'ratio', 'average of 21', 'state'],
    [20260410, 20260601].map((date) => {
      const { tradeDate, value, state, components } = on(date)
      const { vvix, vix, average } = components
      return [tradeDate, vvix!, vix!, value!.toFixed(4), average!.toFixed(4), state!]
    }),
  ),
)

const byRatio = [...ratios].sort((a, b) => a.value! - b.value!)
const states = (all: readonly Signal[], state: string): string =>
  percent(all.filter((row) => row.state === state).length / all.length)
console.log(`\n## History\n
${ratios.length} dates from ${ratios[0]!.tradeDate} to ${ratios.at(-1)!.tradeDate}; lowest ${byRatio[0]!.value!.toFixed(2)} on ${byRatio[0]!.tradeDate}, highest ${byRatio.at(-1)!.value!.toFixed(2)} on ${byRatio.at(-1)!.tradeDate}.
States: alert ${states(ratios, 'alert')}, watch ${states(ratios, 'watch')}, normal ${states(ratios, 'normal')}; top signal on ${percent(ratios.filter(({ components }) => components.topSignal === 1).length / ratios.length)} of the dates.
`)

const YEARS = { 'since 2006': 20060306, 'since 2020': 20200101 } as const
const KINDS = {
  ma: 'average rises to 6 (alert begins)',
  daily: 'daily ratio rises to 6',
  fresh: 'the same, first in more than 21 sessions',
  top: 'top signal begins',
}
const touchesOf = (subject: string, from: number): Signal[] =>
  rows.filter((row) => row.signal === 'vvix_touch' && row.subject === subject && row.tradeDate >= from)

console.log('## What followed a touch of 6: the S&P 500\n')
const summary = Object.entries(YEARS).flatMap(([name, from]) =>
  [21, 42].flatMap((horizon) => [
    ...Object.entries(KINDS).map(([kind, what]) =>
      outcome(`${what}`, name, horizon, touchesOf(`US.${kind}.${horizon}`, from)),
    ),
    base(name, from, horizon),
  ]),
)
console.log(
  markdownTable(
    [
      'touch',
      'years',
      'sessions',
      'n',
      'mean',
      'share negative',
      '95% interval',
      'mean max drawdown',
      'drawdown of 5% or more',
    ],
    summary,
  ),
)

console.log('\n## Every alert\n')
console.log(
  markdownTable(
    [
      'average at 6',
      'ratio',
      'average',
      'VIX',
      '21 sessions later',
      'max drawdown',
      '42 sessions later',
      'max drawdown',
    ],
    touchesOf('US.ma.21', 0).map((row) => {
      const later = touchesOf('US.ma.42', 0).find(({ tradeDate }) => tradeDate === row.tradeDate)
      const { ratio, average, vix, maxDrawdown } = row.components
      return [
        row.tradeDate,
        ratio!.toFixed(2),
        average!.toFixed(3),
        vix!.toFixed(2),
        percent(row.value!),
        percent(maxDrawdown),
        percent(later?.value ?? undefined),
        percent(later?.components.maxDrawdown),
      ]
    }),
  ),
)

const terms = rows.filter(({ signal }) => signal === 'vix_term')
const latestTerms = [...new Map(terms.map((row) => [row.tradeDate, row])).values()]
const from3m = latestTerms.filter(({ value }) => value !== null)
console.log(`\n## Term structure\n
${from3m.length} dates with VIX3M from ${from3m[0]!.tradeDate}: contango ${states(from3m, 'contango')}, flat ${states(from3m, 'flat')}, backwardation ${states(from3m, 'backwardation')}.
`)
const inPanic = ratios.filter(({ components }) => components.vix! >= 40)
console.log(
  `Ratio on the ${inPanic.length} dates with the VIX at 40 or more: mean ${(inPanic.reduce((sum, { value }) => sum + value!, 0) / inPanic.length).toFixed(2)}, highest ${Math.max(...inPanic.map(({ value }) => value!)).toFixed(2)}.`,
)

function outcome(what: string, years: string, horizon: number, touches: readonly Signal[]) {
  return line(
    what,
    years,
    horizon,
    touches.map((row) => ({ change: row.value!, drawdown: row.components.maxDrawdown! })),
  )
}

/** Every session as if it were a touch. */
function base(years: string, from: number, horizon: number) {
  const closes = sp500().filter(([date]) => date >= from)
  const ways = closes
    .slice(0, -horizon)
    .map((_, at) => closes.slice(at, at + horizon + 1).map(([, close]) => close))
  const all = ways.map((way) => ({ change: way.at(-1)! / way[0]! - 1, drawdown: drawdownOf(way) }))
  return line('**any session**', years, horizon, all)
}

function drawdownOf(way: readonly number[]): number {
  let deepest = 0
  way.forEach((close, at) => {
    for (const before of way.slice(0, at)) deepest = Math.min(deepest, close / before - 1)
  })
  return deepest
}

function line(
  what: string,
  years: string,
  horizon: number,
  all: readonly { readonly change: number; readonly drawdown: number }[],
) {
  const n = all.length
  const fell = all.filter(({ change }) => change < 0).length
  const interval = wilsonInterval(fell, n)
  return [
    what,
    years,
    horizon,
    n,
    percent(all.reduce((sum, { change }) => sum + change, 0) / n, 2),
    `${fell} (${percent(fell / n)})`,
    what.startsWith('**') || interval === null ? '' : `${percent(interval.low)} to ${percent(interval.high)}`,
    percent(all.reduce((sum, { drawdown }) => sum + drawdown, 0) / n, 2),
    percent(all.filter(({ drawdown }) => drawdown <= -0.05).length / n),
  ]
}
