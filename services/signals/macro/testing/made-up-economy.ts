import { chineseCalendar } from '../../../../core/market/chinese-calendar.ts'
import { monthEnd, releaseTime } from '../../../../core/market/release-time.ts'
import type { TradeDate } from '../../../../core/market/trade-date.ts'
import type { AnyInputEvent } from '../../../../runtime/processor/processor.ts'
import {
  chineseBar,
  observation,
  sessionsBetween,
  type Timeline,
} from '../../../../test/support/series-run.ts'

/** Slow waves that never repeat, so that every indicator turns now and then. */
const wave = (place: number, period: number): number =>
  Math.sin(place / period) + Math.sin(place * place * 0.13)

type Release = AnyInputEvent<'observations'>

const released = (series: string, period: TradeDate, value: number): Release =>
  observation(series, period, value, releaseTime(series, period, chineseCalendar)!)

const MONTHLY: readonly (readonly [series: string, level: number, height: number])[] = [
  ['CN.PMI', 50, 0.7],
  ['CN.PMI.NONMFG', 52, 1],
  ['CN.CPI.YOY', 2, 0.5],
  ['CN.PPI.YOY', 0, 2],
  ['CN.M1.YOY', 6, 2],
  ['CN.M2.YOY', 8, 0.5],
  ['CN.NEWCREDIT', 10_000, 4000],
  ['CN.SOCIALFINANCING', 20_000, 7000],
]

/** A made-up economy, its markets and price earnings ratios, from a month of 2018 through 2020. */
export function madeUpEconomy(): Timeline {
  const sessions = sessionsBetween(20180102, 20201231)
  const months = Array.from({ length: 36 }, (_, at) => monthEnd(2018 + Math.floor(at / 12), 1 + (at % 12)))
  return {
    sessions,
    events: [
      ...MONTHLY.flatMap(([series, level, height], which) =>
        months.map((period, at) => released(series, period, level + height * wave(at + which, 3 + which))),
      ),
      ...sessions.flatMap((session, at) => [
        released('CN.SHIBOR.3M', session, 2.5 + 0.3 * wave(at, 40)),
        released('CN.SHIBOR.1W', session, 2.2 + 0.4 * wave(at, 30)),
        released('CN.MARGIN.SH', session, 1e12 + 1e11 * wave(at, 50)),
        // Nothing was earned in the spring of 2020.
        released(
          'CN.PE.电子',
          session,
          session > 20200301 && session < 20200501 ? -5 : 40 + 10 * wave(at, 60),
        ),
        chineseBar('000300.SH', session, 4000 * Math.exp(0.1 * wave(at, 90))),
        chineseBar('000852.SH', session, 6000 * Math.exp(0.1 * wave(at, 70))),
        ...(session < 20200701
          ? [
              chineseBar('399370.SZ', session, 4000 * Math.exp(0.1 * wave(at, 55))),
              chineseBar('399371.SZ', session, 6000 * Math.exp(0.1 * wave(at, 65))),
            ]
          : []),
      ]),
      released('CN.RRR.LARGE', 20180425 as TradeDate, 16),
      released('CN.RRR.LARGE', 20190115 as TradeDate, 14.5),
    ],
  }
}
