import { basename } from 'node:path'
import { monthEnd } from '../../../../core/market/release-time.ts'
import { addDays, type TradeDate } from '../../../../core/market/trade-date.ts'
import { chineseDay, day, figure, month, requiredFigure } from './fields.ts'
import { isHeader } from './named-file.ts'
import type { RowReader, SeriesFormat } from './series-format.ts'

const HUNDRED_MILLION = 1e8
const MILLION = 1e6

/** A column of a table, the series that it is, and what its figures are multiplied by. */
interface Column {
  readonly name: string
  readonly series: string
  readonly unit: string
  readonly times?: number
}

/** A table with a period in its first column and a series in each of some others. */
function periodTable(
  name: string,
  period: (text: string | undefined) => TradeDate,
  first: string,
  columns: readonly Column[],
  isOurs: (header: readonly string[], path: string) => boolean = () => true,
): SeriesFormat {
  return {
    name,
    rank: 20,
    step: 0.1,
    reader: (header, path) => {
      const found = columns.map((column) => ({ ...column, at: header.indexOf(column.name) }))
      if (header[0] !== first || found.some(({ at }) => at < 0) || !isOurs(header, path)) return undefined
      return (fields, sink) => {
        const date = period(fields[0])
        for (const { at, series, unit, times = 1 } of found) {
          const value = figure(fields[at], series)
          if (value !== null) sink.observation(series, date, value * times, { unit })
        }
      }
    },
  }
}

const percent = (name: string, series: string): Column => ({ name, series, unit: 'percent' })

const TERMS = {
  'O/N': 'ON',
  '1W': '1W',
  '2W': '2W',
  '1M': '1M',
  '3M': '3M',
  '6M': '6M',
  '9M': '9M',
  '1Y': '1Y',
}

/** The month that a release is about: the one before, but for a release in the last ten days. */
function monthReleasedOn(date: TradeDate): TradeDate {
  const within = addDays(date, -20)
  return monthEnd(Math.floor(within / 10_000), Math.floor(within / 100) % 100)
}

const RELEASES: Readonly<Record<string, { readonly series: string; readonly unit: string }>> = {
  中国官方制造业PMI: { series: 'CN.PMI', unit: 'index' },
  中国CPI年率报告: { series: 'CN.CPI.YOY', unit: 'percent' },
  中国PPI年率报告: { series: 'CN.PPI.YOY', unit: 'percent' },
  中国M2货币供应年率报告: { series: 'CN.M2.YOY', unit: 'percent' },
}

/** From when on the first day of a month is a true date of release of the PMI. */
const PMI_DATED_FROM = 20170201

/**
 * Calendars of releases: `商品,日期,今值,预测值,前值`. The first day of a month stands for a date that is not known;
 * rows without a value are announcements.
 */
const releases: SeriesFormat = {
  name: 'cn-releases',
  rank: 10,
  step: 0.1,
  reader: (header) => {
    if (!isHeader(header, '商品,日期,今值,预测值,前值')) return undefined
    return (fields, sink) => {
      const known = RELEASES[fields[0]!.trim()]
      const value = figure(fields[2], '今值')
      if (known === undefined || value === null) return
      const date = day(fields[1])
      const isDated = date % 100 !== 1 || (known.series === 'CN.PMI' && date >= PMI_DATED_FROM)
      sink.observation(known.series, monthReleasedOn(date), value, {
        unit: known.unit,
        forecast: figure(fields[3], '预测值'),
        ...(isDated ? { on: date } : {}),
      })
    }
  },
}

/** Changes of the reserve requirement, with the day of the announcement; the period is the day of effect. */
const reserveRequirement: SeriesFormat = {
  name: 'cn-rrr',
  rank: 10,
  step: 0.01,
  reader: (header) => {
    const [large, small] = ['大型金融机构-调整后', '中小金融机构-调整后'].map((name) => header.indexOf(name))
    if (header[0] !== '公布时间' || header[1] !== '生效时间' || !(large! > 0) || !(small! > 0))
      return undefined
    return (fields, sink) => {
      const [on, effective] = [chineseDay(fields[0]), chineseDay(fields[1])]
      for (const [at, series] of [
        [large!, 'CN.RRR.LARGE'],
        [small!, 'CN.RRR.SMALL'],
      ] as const) {
        const value = figure(fields[at], series)
        if (value !== null) sink.observation(series, effective, value, { unit: 'percent', on })
      }
    }
  },
}

/** Market value of both exchanges, of months where both are printed. */
const marketValue: SeriesFormat = {
  name: 'cn-market-value',
  rank: 20,
  step: 1e4,
  reader: (header) => {
    const [shanghai, shenzhen] = ['市价总值-上海', '市价总值-深圳'].map((name) => header.indexOf(name))
    if (header[0] !== '数据日期' || !(shanghai! > 0) || !(shenzhen! > 0)) return undefined
    return (fields, sink) => {
      const [a, b] = [figure(fields[shanghai!], '市价总值-上海'), figure(fields[shenzhen!], '市价总值-深圳')]
      if (a === null || b === null) return
      sink.observation('CN.MARKETCAP', month(fields[0]), Math.round((a + b) * HUNDRED_MILLION), {
        unit: 'CNY',
      })
    }
  },
}

/** Spot gold: only its close is taken. */
const gold = (name: string, columns: string, series: string, unit: string, close: number): SeriesFormat => ({
  name,
  rank: 20,
  step: 0.01,
  reader: (header): RowReader | undefined =>
    isHeader(header, columns)
      ? (fields, sink) =>
          sink.observation(series, day(fields[0]), requiredFigure(fields[close], 'close'), { unit })
      : undefined,
})

const marginOf = (exchange: 'sh' | 'sz'): SeriesFormat =>
  periodTable(
    `cn-margin-${exchange}`,
    day,
    '日期',
    [{ name: '融资融券余额', series: `CN.MARGIN.${exchange.toUpperCase()}`, unit: 'CNY' }],
    (_, path) => new RegExp(`(^|[^a-z])${exchange}([^a-z]|$)`, 'i').test(basename(path)),
  )

/** Macro-economic tables as Eastmoney and Jin10 print them. */
export const CHINESE_MACRO: readonly SeriesFormat[] = [
  releases,
  reserveRequirement,
  marketValue,
  periodTable('cn-money', month, '月份', [
    percent('货币和准货币(M2)-同比增长', 'CN.M2.YOY'),
    percent('货币(M1)-同比增长', 'CN.M1.YOY'),
    percent('流通中的现金(M0)-同比增长', 'CN.M0.YOY'),
  ]),
  periodTable('cn-pmi', month, '月份', [
    { name: '制造业-指数', series: 'CN.PMI', unit: 'index' },
    { name: '非制造业-指数', series: 'CN.PMI.NONMFG', unit: 'index' },
  ]),
  periodTable('cn-cpi', month, '月份', [percent('全国-同比增长', 'CN.CPI.YOY')]),
  periodTable('cn-ppi', month, '月份', [percent('当月同比增长', 'CN.PPI.YOY')]),
  periodTable(
    'cn-new-credit',
    month,
    '月份',
    [{ name: '当月', series: 'CN.NEWCREDIT', unit: 'CNY', times: HUNDRED_MILLION }],
    (header) => header.includes('当月-环比增长'),
  ),
  periodTable('cn-social-financing', month, '月份', [
    { name: '社会融资规模增量', series: 'CN.SOCIALFINANCING', unit: 'CNY', times: HUNDRED_MILLION },
  ]),
  periodTable(
    'cn-shibor',
    day,
    '日期',
    Object.entries(TERMS).map(([column, term]) => percent(`${column}-定价`, `CN.SHIBOR.${term}`)),
  ),
  marginOf('sh'),
  marginOf('sz'),
  periodTable('cn-stock-connect', day, 'date', [
    { name: 'north_money', series: 'CN.NORTHBOUND', unit: 'CNY', times: MILLION },
    { name: 'south_money', series: 'CN.SOUTHBOUND', unit: 'CNY', times: MILLION },
  ]),
  gold('cn-gold', 'date,open,close,low,high', 'CN.GOLD.AU9999', 'CNY per gram', 2),
  gold('spot-gold', ',1. open,2. high,3. low,4. close,5. volume', 'US.GOLD.XAUUSD', 'USD per ounce', 4),
]
