import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import { monthEnd, releaseTime } from '../../core/market/release-time.ts'
import { addDays, dayOfWeek, type TradeDate } from '../../core/market/trade-date.ts'
import type { SeriesRow } from '../../services/ingest/series/series-row.ts'
import { closeOf, observationOf } from '../../services/ingest/series/testing/series-rows.ts'
import { randomFrom } from '../support/random-market.ts'
import { sessionsBetween } from '../support/series-run.ts'

const FROM = 20240102
const UNTIL = 20250530

const CHINESE =
  '000300.SH 000852.SH 000905.SH MICROCAP.PROXY 159995.SZ 515880.SH 512980.SH 512400.SH 159870.SZ 512010.SH'
const AMERICAN =
  'SPX.US SOXX.US ANET.US CIEN.US LITE.US COHR.US GOOGL.US META.US XLB.US XLV.US NVDA.US AMD.US'
/** Monthly figures of the economy: level and height of their waves. */
const MONTHLY = [
  ['CN.PMI', 50, 0.7],
  ['CN.PMI.NONMFG', 52, 1],
  ['CN.CPI.YOY', 2, 0.5],
  ['CN.PPI.YOY', 0, 2],
  ['CN.M1.YOY', 6, 2],
  ['CN.M2.YOY', 8, 0.5],
  ['CN.NEWCREDIT', 10_000, 4000],
  ['CN.SOCIALFINANCING', 20_000, 7000],
] as const

/** Seventeen months of closes of both markets and of releases in which every strategy decides something. */
export function madeSeries(): SeriesRow[] {
  const random = randomFrom(17)
  const sessions = sessionsBetween(FROM, UNTIL)
  const americanDays: TradeDate[] = []
  for (let day = FROM as TradeDate; day <= UNTIL; day = addDays(day, 1))
    if (dayOfWeek(day) <= 5) americanDays.push(day)
  const walk = (symbol: string, days: readonly TradeDate[], period: number): SeriesRow[] => {
    let close = 100
    return days.map((day, at) => {
      close *= 1 + 0.004 * Math.sin(at / period) + (random() - 0.5) * 0.02
      return closeOf(symbol, day, close)
    })
  }
  const released = (series: string, period: TradeDate, value: number): SeriesRow =>
    observationOf(series, period, releaseTime(series, period, chineseCalendar)!, value)
  const months = Array.from({ length: 28 }, (_, at) => monthEnd(2023 + Math.floor(at / 12), 1 + (at % 12)))
  return [
    ...CHINESE.split(' ').flatMap((symbol, at) => walk(symbol, sessions, 11 + 3 * at)),
    ...AMERICAN.split(' ').flatMap((symbol, at) => walk(symbol, americanDays, 13 + 4 * at)),
    ...MONTHLY.flatMap(([series, level, height], which) =>
      months.map((period, at) => released(series, period, level + height * Math.sin(at / (1.5 + which / 3)))),
    ),
    ...sessions.flatMap((session, at) => [
      released('CN.SHIBOR.3M', session, 2.5 + 0.3 * Math.sin(at / 40)),
      released('CN.SHIBOR.1W', session, 2.2 + 0.4 * Math.sin(at / 30)),
      released('CN.MARGIN.SH', session, 1e12 + 1e11 * Math.sin(at / 50)),
    ]),
    released('CN.RRR.LARGE', 20240205 as TradeDate, 10),
  ]
}
