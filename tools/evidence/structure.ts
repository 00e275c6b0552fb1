/**
 * Figures of docs/signals/structure.md: the processor `structure` on closes of indices and on the shares of all funds.
 *
 *   npx tsx tools/evidence/structure.ts         # data: PULSE_TEST_DATA, or ../shared/data
 */
import type { AnyInputEvent } from '../../runtime/processor/processor.ts'
import type { Signal } from '../../schemas/generated/events.ts'
import { structureProcessor } from '../../services/signals/structure/structure-processor.ts'
import { csvRows } from '../../test/golden/csv-rows.ts'
import { chineseBar, fundFlow, runSeries, type SeriesTopic } from '../../test/support/series-run.ts'
import {
  americanBars,
  closesIn,
  composite,
  type DatedClose,
  dataPath,
  nasdaq100,
  sp500,
} from './american-history.ts'
import { markdownTable, percent } from './markdown.ts'

const said = (events: readonly AnyInputEvent<SeriesTopic>[]): Signal[] =>
  runSeries(structureProcessor, { events, sessions: [] }).map(({ value }) => value as Signal)

const CHINESE = 'cn-indices/cn_index_etf_close_1990_202603.csv.gz'
const chinese = (symbol: string, column: string) =>
  closesIn(CHINESE, { close: column }).map(([date, close]) => chineseBar(symbol, date, close))
const INDICES: readonly (readonly [
  symbol: string,
  name: string,
  events: readonly AnyInputEvent<SeriesTopic>[],
])[] = [
  ['SPX.US', 'S&P 500', americanBars('SPX.US', sp500())],
  ['IXIC.US', 'Nasdaq Composite', americanBars('IXIC.US', composite())],
  ['NDX.US', 'Nasdaq-100', americanBars('NDX.US', nasdaq100())],
  ['000300.SH', 'CSI 300', chinese('000300.SH', '1.000300')],
  ['000852.SH', 'CSI 1000', chinese('000852.SH', '1.000852')],
  ['399006.SZ', 'ChiNext', chinese('399006.SZ', '0.399006')],
  ['000001.SH', 'SSE Composite', chinese('000001.SH', '1.000001')],
]
const rows = said(INDICES.flatMap(([, , events]) => events))

console.log('## Since the FOMC of 2025-10-29, to 2025-11-21\n')
const PUBLISHED: Readonly<Record<string, string>> = {
  'SPX.US': '-4.2%',
  'IXIC.US': '-6.5%',
  '000300.SH': '-5.1%',
}
const seriesOf = (symbol: string): DatedClose[] =>
  INDICES.find(([each]) => each === symbol)![2].flatMap(({ value }) =>
    'close' in value && value.close !== null ? [[value.tradeDate, value.close] as const] : [],
  )
const changeBetween = (closes: readonly DatedClose[], from: number, to: number): string => {
  const at = (date: number): number => closes.findLast(([each]) => each <= date)![1]
  return percent(at(to) / at(from) - 1)
}
console.log(
  markdownTable(
    [
      'index',
      'published',
      'from the close of 10-28 (ours)',
      'lowest until then',
      'from the close of 10-29',
      'from the close of 10-30',
    ],
    INDICES.map(([symbol, name]) => {
      const row = rows.findLast(
        ({ subject, tradeDate }) => subject === `${symbol}@2025-10-29` && tradeDate <= 20251121,
      )!
      const closes = seriesOf(symbol)
      return [
        name,
        PUBLISHED[symbol] ?? '',
        percent(row.value!),
        percent(row.components.lowest),
        changeBetween(closes, 20251029, 20251121),
        changeBetween(closes, 20251030, 20251121),
      ]
    }),
  ),
)

console.log('\n## Sharp falls, slow rises: legs of 3% over 243 sessions\n')
const asymmetry = rows.filter(({ signal }) => signal === 'sharp_fall_slow_rise')
console.log(
  markdownTable(
    [
      'index',
      'from',
      'sessions',
      'median A',
      'A above 1',
      'median skewness',
      'A on 2025-11-21',
      'legs down / up',
      'skewness',
    ],
    INDICES.map(([symbol, name]) => {
      const own = asymmetry.filter(({ subject, tradeDate }) => subject === symbol && tradeDate >= 20050101)
      const known = own.filter(({ value }) => value !== null)
      const then = own.findLast(({ tradeDate }) => tradeDate <= 20251121)!
      return [
        name,
        own[0]!.tradeDate,
        own.length,
        median(known.map(({ value }) => value!)).toFixed(2),
        percent(known.filter(({ value }) => value! > 1).length / known.length, 0),
        median(
          own.flatMap(({ components }) => (components.skewness === undefined ? [] : [components.skewness])),
        ).toFixed(2),
        then.value?.toFixed(2) ?? '',
        `${then.components.falls} / ${then.components.rises}`,
        then.components.skewness?.toFixed(2) ?? '',
      ]
    }),
  ),
)

const funds = said(
  csvRows(dataPath('etf-daily/etf_20260703_20260807.csv.gz')).map((row) =>
    fundFlow(
      `${row.code}.${row.code!.startsWith('1') ? 'SZ' : 'SH'}`,
      Number(row.date),
      Number(row.shares),
      positive(row.iopv),
      { name: row.name!, close: positive(row.close) },
    ),
  ),
)
const CLASSES = [
  'aShares',
  'broad',
  'strategy',
  'sector',
  'hk',
  'mixed',
  'overseas',
  'bond',
  'money',
  'commodity',
]
const classRows = CLASSES.map((name) => funds.filter(({ subject }) => subject === `class.${name}`))
const inHundredMillions = (cny: number): string => (cny / 1e8).toFixed(1)
console.log('\n## Net subscription by class, 2026-07-06 to 2026-08-07, in hundred million CNY\n')
console.log(
  markdownTable(
    [
      'class',
      'funds',
      'assets',
      '25 sessions',
      'last 10',
      'streak',
      'last outflow',
      'counter-cyclical sessions',
      'suspect',
    ],
    classRows.flatMap((own, at) => {
      const last = own.at(-1)
      if (last === undefined) return []
      const { funds: known, assets, twoWeeks, streak, lastOutflow } = last.components
      const falling = own.filter(({ components }) => components.change! < 0)
      return [
        [
          CLASSES[at]!,
          known!,
          inHundredMillions(assets!),
          inHundredMillions(own.reduce((sum, { value }) => sum + value!, 0)),
          inHundredMillions(twoWeeks!),
          streak!,
          lastOutflow ?? '',
          `${own.filter(({ components }) => components.counterCyclical === 1).length} of ${falling.length} falling`,
          inHundredMillions(own.reduce((sum, { components }) => sum + components.suspectFlow!, 0)),
        ],
      ]
    }),
  ),
)
const single = funds.filter(({ subject }) => !subject.startsWith('class.'))
const count = (state: string): number => single.filter((row) => row.state === state).length
console.log(
  `\n${single.length} rows of single funds: ${single.filter(({ components }) => components.split !== undefined).length} splits left out, ${count('splitAwaited')} days on which the count of shares had not followed, ${count('staleShares')} on which it fell back, ${count('suspect')} suspect, ${count('unexplained')} unexplained.`,
)
console.log('\n### Largest suspect changes\n')
console.log(
  markdownTable(
    ['fund', 'date', 'change of shares x value'],
    single
      .filter(({ state }) => state === 'suspect')
      .sort((a, b) => Math.abs(b.value!) - Math.abs(a.value!))
      .slice(0, 5)
      .map(({ subject, tradeDate, value, notes }) => [
        `${subject} ${notes.name}`,
        tradeDate,
        inHundredMillions(value!),
      ]),
  ),
)

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function positive(text: string | undefined): number | null {
  return text === undefined || !(Number(text) > 0) ? null : Number(text)
}
