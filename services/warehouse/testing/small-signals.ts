import { addDays, sessionClose, shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import type { Signal } from '../../../schemas/generated/events.ts'
import type { StoredTopic } from '../ddl/tables.ts'
import { DATE, SYMBOL } from './events.ts'
import {
  fundFlow,
  observation,
  portfolioDay,
  portfolioStat,
  portfolioWeight,
  seriesBar,
  signal,
  target,
} from './signal-events.ts'

const atClose = (tradeDate: TradeDate, event: Partial<Signal>): Signal =>
  signal({ tradeDate, eventTime: sessionClose(tradeDate), ...event })

/** Series, signals of some families and an account of the small market, by topic. */
export function smallSignals(
  sessions: readonly TradeDate[],
): Readonly<Partial<Record<StoredTopic, readonly object[]>>> {
  const last = sessions.at(-1)!
  return {
    series: sessions.flatMap((tradeDate, day) => [
      seriesBar({ symbol: SYMBOL('000001.SH'), tradeDate, close: 3_000 + day }),
      seriesBar({
        symbol: SYMBOL('VIX.US'),
        market: 'US',
        tradeDate,
        eventTime: shanghaiTime(addDays(tradeDate, 1), 4, 15),
        close: 16 + (day % 5),
      }),
    ]),
    observations: [
      observation({ value: 50.2 }),
      observation({
        period: DATE(2022_03_31),
        eventTime: shanghaiTime(DATE(2022_03_31), 9, 30),
        value: 49.5,
      }),
    ],
    fundFlows: sessions.map((tradeDate, day) => fundFlow({ tradeDate, shares: 1e10 + day * 1e8 })),
    volatility: [
      ...sessions.map((tradeDate, day) =>
        signal({
          tradeDate,
          value: 5.5 + (day % 10) / 10,
          state: day % 10 > 5 ? 'alert' : 'normal',
          components: { vix: 16 + (day % 5), vvix: 90, average: 5.5 + (day % 10) / 20 },
        }),
      ),
      ...[21, 42].map((horizon) =>
        signal({
          signal: 'vvix_touch',
          subject: `US.fresh.${horizon}`,
          value: -0.031,
          state: 'fell',
          components: { horizon, ratio: 6.1, n: 7, fellShare: 0.5714, mean: 0.004, baseFellShare: 0.34 },
        }),
      ),
    ],
    calendarEffects: [6, 7, 8].map((month) =>
      signal({
        signal: 'election_month',
        subject: `SPX.US:midterm:0${month}`,
        value: month === 7 ? 0.01 : -0.01,
        state: month === 7 ? 'strong' : 'weak',
        components: { n: 24, upProbability: 0.4, upLow: 0.23, upHigh: 0.59, month },
        notes: { cycle: 'midterm' },
      }),
    ),
    mapping: ['半导体', '通信设备', '贵金属', '软件开发'].map((industry, at) =>
      signal({
        signal: 'mapping_strong',
        subject: `80108${at + 1}.SI`,
        tradeDate: last,
        eventTime: shanghaiTime(addDays(last, 1), 6, 0),
        value: 99 - at * 10,
        state: at < 3 ? 'held' : 'passed',
        rank: at + 1,
        components: { qUs: 99 - at * 10, effective: 20220418 },
        notes: { industry, counterpart: 'Semiconductors' },
      }),
    ),
    crowding: [
      ['TMT', 0.41, 'crowded', 97],
      ['segment:光模块', 0.08, 'normal', 67.6],
      ['industry:银行', 0.03, 'low', 12],
    ].map(([subject, value, state, percentile]) =>
      atClose(last, {
        signal: 'turnover_share',
        subject: subject as string,
        value: value as number,
        state: state as string,
        rank: 1,
        components: { percentile: percentile as number },
      }),
    ),
    microcap: sessions.flatMap((tradeDate, day) => [
      atClose(tradeDate, {
        signal: 'microcap_rotation',
        subject: 'MICROCAP.PROXY',
        value: 1.9 + day / 100,
        state: 'microcap',
        components: { average: 1.67, microSlope: 0.0034, maoSlope: -0.0008 },
        notes: { rule: 'slopes' },
      }),
      atClose(tradeDate, {
        signal: 'microcap_risk',
        subject: 'MICROCAP.PROXY',
        value: 0,
        state: 'riskOn',
        components: { yieldYoy: -0.267, crowdingYoy: 0.1 },
      }),
    ]),
    macro: [DATE(2022_03_01), DATE(2022_04_01)].map((tradeDate, at) =>
      signal({
        signal: 'macro_timing',
        subject: 'CN',
        tradeDate,
        eventTime: shanghaiTime(tradeDate, 8, 45),
        value: 0.5 - at / 4,
        state: at === 0 ? 'middle' : 'low',
        components: { growth: 0.4 - at * 0.4, liquidity: 0.6 - at * 0.1 },
      }),
    ),
    targets: [target(), target({ tradeDate: last, reason: 'newest' })],
    portfolios: sessions.map((tradeDate, day) =>
      portfolioDay({
        tradeDate,
        nav: 1 + day / 100,
        benchmarkNav: 1 + day / 200,
        dayReturn: day === 0 ? 0 : 0.01,
      }),
    ),
    weights: [
      portfolioWeight({ tradeDate: last }),
      portfolioWeight({ tradeDate: last, symbol: SYMBOL('801102.SI'), weight: 0.51 }),
    ],
    portfolioStats: [
      portfolioStat({ totalReturn: 0.3, benchmarkReturn: 0.15, excess: 0.15 }),
      portfolioStat({ period: 'all', totalReturn: 0.3, benchmarkReturn: 0.15, excess: 0.15, sharpe: 1.57 }),
    ],
  }
}
