import { addDays, sessionClose, shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import type { Signal } from '../../../schemas/generated/events.ts'
import type { TopicKey } from '../../../schemas/topics.ts'
import { SYMBOL } from '../../../services/warehouse/testing/events.ts'
import {
  portfolioDay,
  portfolioStat,
  portfolioWeight,
  seriesBar,
  signal,
  target,
} from '../../../services/warehouse/testing/signal-events.ts'

/** Topics of series, signals and portfolios with their events. */
export type HandSignals = Readonly<Partial<Record<TopicKey, readonly object[]>>>

interface EpochPlace {
  readonly dataset: string
  readonly epoch: number
}

/** Figures of invented signals, by how many sessions ago. */
const wave = (ago: number, length: number, size: number): number => Math.sin(ago / length) * size
const number = (date: TradeDate): number => date

/** An invented market's signals: rows of every family in the shape in which its processor writes them. */
export function handSignals(place: EpochPlace, dates: readonly TradeDate[]): HandSignals {
  const last = dates.at(-1)!
  const ago = (date: TradeDate): number => dates.length - 1 - dates.indexOf(date)
  const row = (event: Partial<Signal>): Signal => signal({ ...place, ...event })
  const atClose = (date: TradeDate, event: Partial<Signal>): Signal =>
    row({ tradeDate: date, eventTime: sessionClose(date), ...event })
  const each = (make: (date: TradeDate, ago: number) => Signal): Signal[] =>
    dates.map((date) => make(date, ago(date)))
  return {
    volatility: [
      ...each((tradeDate, n) => ratioRow(place, tradeDate, 5.5 + wave(n, 9, 1), 5.6 + wave(n, 20, 0.6))),
      ...each((tradeDate, n) =>
        row({
          signal: 'vix_term',
          tradeDate,
          value: 0.08 + wave(n, 15, 0.1),
          state: wave(n, 15, 0.1) < -0.08 ? 'backwardation' : 'contango',
          components: { vix: 17 + wave(n, 11, 3), vix3m: 19 + wave(n, 11, 2), vix9d: 16 + wave(n, 7, 3) },
        }),
      ),
      ...[21, 42].flatMap((horizon) =>
        dates
          .filter((_, index) => index % 40 === 5)
          .map((tradeDate, index) =>
            row({
              signal: 'vvix_touch',
              subject: `US.fresh.${horizon}`,
              tradeDate,
              value: wave(index + horizon, 2, 0.05),
              state: wave(index + horizon, 2, 0.05) < 0 ? 'fell' : 'rose',
              components: { ...TOUCH, horizon, n: index + 1, ratio: 6.1 + index / 100 },
            }),
          ),
      ),
    ],
    calendarEffects: electionRows(place, last),
    mapping: [
      ...each((date, n) =>
        atClose(date, {
          signal: 'linkage',
          subject: 'CN-US',
          value: wave(n, 30, 0.9),
          state: wave(n, 30, 0.9) > 0.8 ? 'tight' : 'weak',
          components: { corrReturn: 0.2 + wave(n, 17, 0.2), usDate: number(date) },
        }),
      ),
      ...mappingRows(place, last),
    ],
    overnight: overnightRows(place, last),
    crowding: [
      ...each((date, n) => crowdingRow(place, date, 'TMT', 0.36 + wave(n, 25, 0.08), 1)),
      ...['segment:光模块', 'segment:存储', 'industry:半导体', 'industry:银行'].map((subject, at) =>
        crowdingRow(place, last, subject, 0.12 - at / 50, (at % 2) + 2),
      ),
      ...each((date, n) =>
        atClose(date, {
          signal: 'turnover_calm',
          subject: 'market',
          value: 0.0182 + wave(n, 30, 0.004),
          state: 'calm',
          components: { rate: 0.018 + wave(n, 5, 0.004) },
        }),
      ),
    ],
    microcap: [
      ...each((date, n) =>
        atClose(date, {
          signal: 'microcap_rotation',
          subject: 'MICROCAP.PROXY',
          value: 1.9 + wave(n, 25, 0.2),
          state: 'microcap',
          components: { average: 1.67, ratio: 1.14, microSlope: 0.0034, maoSlope: -0.0008 },
          notes: { micro: 'MICROCAP.PROXY', mao: '000300.SH', rule: 'slopes' },
        }),
      ),
      ...each((date, n) =>
        atClose(date, {
          signal: 'microcap_risk',
          subject: 'MICROCAP.PROXY',
          value: 0,
          state: 'riskOn',
          components: { yieldYoy: -0.2 + wave(n, 40, 0.1), crowdingYoy: wave(n, 12, 0.4), yield: 2.8 },
        }),
      ),
      ...each((date, n) =>
        atClose(date, {
          signal: 'divergence_daily',
          subject: 'MICROCAP.PROXY',
          value: wave(n, 18, 900),
          state: n === 3 ? 'top' : 'none',
          components: { dif: wave(n, 18, 900), fired: n === 3 ? 1 : 0 },
        }),
      ),
    ],
    microcapIndex: each((date, n) =>
      atClose(date, {
        signal: 'microcap_index',
        subject: 'MICROCAP.OWN',
        value: 1_000 * (1.2 - n / 1_000 + wave(n, 20, 0.05)),
        state: 'full',
        components: { return: 0.001, members: 400 },
      }),
    ),
    macro: [
      ...dates
        .filter((_, index) => index % 20 === 0)
        .map((date, index) =>
          row({
            signal: 'macro_timing',
            subject: 'CN',
            tradeDate: date,
            eventTime: shanghaiTime(date, 8, 45),
            value: 0.25 + (index % 3) / 4,
            state: 'middle',
            components: { growth: 0.4, liquidity: 0.6, growthActive: 5, pmiLevel: 1, credit: 0 },
          }),
        ),
      ...each((date, n) =>
        atClose(date, {
          signal: 'style_rotation',
          subject: 'size',
          value: 0.6 + wave(n, 25, 0.05),
          state: 'large',
          components: { average: 0.6, firstSlope: 0.001, secondSlope: -0.002 },
          notes: { first: '000300.SH', second: '000852.SH', rule: 'slopes' },
        }),
      ),
      ...['电子', '银行'].map((subject, at) =>
        atClose(last, {
          signal: 'pe_percentile',
          subject,
          value: 91 - 70 * at,
          state: at === 0 ? 'high' : 'middle',
          components: { ratio: 50 - 44 * at, sessions: 2_430 },
        }),
      ),
    ],
    structure: structureRows(place, dates),
    series: dates.map((tradeDate) =>
      seriesBar({
        ...place,
        symbol: SYMBOL('MICROCAP.PROXY'),
        tradeDate,
        close: 2_000 + ago(tradeDate),
      }),
    ),
    ...accounts(place, dates),
  }
}

/** VVIX/VIX of one US session, known the next Chinese morning. */
export function ratioRow(place: EpochPlace, tradeDate: TradeDate, value: number, average: number): Signal {
  return signal({
    ...place,
    tradeDate,
    eventTime: shanghaiTime(addDays(tradeDate, 1), 4, 15),
    value,
    state: average >= 6 ? 'alert' : 'normal',
    components: { vix: 16.25, vvix: 16.25 * value, average },
  })
}

const TOUCH = {
  vix: 14.5,
  average: 5.9,
  maxDrawdown: -0.031,
  fellShare: 0.5,
  fellLow: 0.2,
  fellHigh: 0.8,
  mean: 0.004,
  correctedShare: 0.25,
  baseFellShare: 0.34,
  baseMean: 0.008,
} as const

const CYCLES = ['midterm', 'pre', 'presidential', 'post'] as const

function electionRows(place: EpochPlace, tradeDate: TradeDate): Signal[] {
  const cell = (subject: string, cycle: string, month: number): Signal => {
    const ups = 8 + ((month * 7 + cycle.length) % 9)
    return signal({
      ...place,
      signal: 'election_month',
      subject,
      tradeDate,
      value: wave(month * 3 + cycle.length, 2, 0.02),
      state: 'mixed',
      components: { n: 24, ups, upProbability: ups / 24, upLow: 0.25, upHigh: 0.75, month, year: 2022 },
      notes: { index: 'SPX.US', cycle },
    })
  }
  const cells = CYCLES.flatMap((cycle) =>
    Array.from({ length: 12 }, (_, at) =>
      cell(`SPX.US:${cycle}:${String(at + 1).padStart(2, '0')}`, cycle, at + 1),
    ),
  )
  return [...cells, cell('SPX.US:current', 'midterm', 5)]
}

const PAIRS = ['半导体', '通信设备', '贵金属', '工业金属', '软件开发'] as const

function mappingRows(place: EpochPlace, tradeDate: TradeDate): Signal[] {
  return (['mapping_oversold', 'mapping_strong'] as const).flatMap((name, strategy) =>
    PAIRS.map((industry, at) =>
      signal({
        ...place,
        signal: name,
        subject: `80${1081 + at}.SI`,
        tradeDate,
        eventTime: shanghaiTime(addDays(tradeDate, 3), 6, 0),
        value: 92.5 - at * 17 - strategy,
        state: at < 3 ? 'held' : 'passed',
        rank: at + 1,
        components: {
          pair: at + 1,
          qUs: 95 - at * 15,
          qCn: 10 + at * 5,
          effective: number(addDays(tradeDate, 5)),
        },
        notes: { industry, counterpart: 'Semiconductors' },
      }),
    ),
  )
}

function overnightRows(place: EpochPlace, tradeDate: TradeDate): Signal[] {
  return ['芯片', '光模块', '存储'].map((subject, at) =>
    signal({
      ...place,
      signal: 'us_ai',
      subject,
      tradeDate,
      eventTime: shanghaiTime(tradeDate, 8, 45),
      value: 0.0312 - at * 0.02,
      state: at < 2 ? 'up' : 'down',
      rank: at + 1,
      components: {
        mean: 0.0312 - at * 0.02,
        median: 0.028 - at * 0.02,
        usSessions: 1,
        usDate: number(addDays(tradeDate, -1)),
        leader1: 0.063,
        laggard1: -0.011,
      },
      notes: {
        usDate: '2022-04-26',
        english: `group ${at}`,
        segment: '半导体',
        leader1: 'NVDA.US',
        laggard1: 'INTC.US',
      },
    }),
  )
}

function crowdingRow(
  place: EpochPlace,
  tradeDate: TradeDate,
  subject: string,
  value: number,
  rank: number,
): Signal {
  return signal({
    ...place,
    signal: 'turnover_share',
    subject,
    tradeDate,
    eventTime: sessionClose(tradeDate),
    value,
    state: subject === 'TMT' && value >= 0.4 ? 'crowded' : value > 0.1 ? 'high' : 'normal',
    rank,
    components: {
      percentile: 100 - rank * 12.5,
      amount: 9e11 * value,
      weekShare: value,
      weekPercentile: 33.3,
    },
  })
}

function structureRows(place: EpochPlace, dates: readonly TradeDate[]): Signal[] {
  const last = dates.at(-1)!
  const of = (
    name: string,
    subject: string,
    value: number,
    state: string,
    more: Partial<Signal> = {},
  ): Signal =>
    signal({
      ...place,
      signal: name,
      subject,
      tradeDate: last,
      eventTime: sessionClose(last),
      value,
      state,
      ...more,
    })
  return [
    of('etf_flow', 'class.broad', 5.59e9, 'inflow', {
      components: {
        streak: 3,
        twoWeeks: 5.59e9,
        cumulative: 8e9,
        change: -0.012,
        counterCyclical: 1,
        lastOutflow: 20220420,
      },
    }),
    of('etf_flow', 'class.hk', 2.1e9, 'inflow', {
      components: { streak: 21, twoWeeks: 9e9, cumulative: 2.677e11 },
    }),
    of('etf_flow', '510300.SH', -3.2e8, 'outflow', {
      components: { streak: -2 },
      notes: { name: '沪深300ETF' },
    }),
    of('drawdown_since', 'SPX.US@2025-10-29', -0.042, 'below', {
      components: { lowest: -0.05, baseDate: 20251028, sessions: 16 },
    }),
    of('sharp_fall_slow_rise', '000300.SH', 1.61, 'sharpFalls', {
      components: { fallSpeed: 0.0064, riseSpeed: 0.004, skewness: -1.84 },
    }),
    of('iv_compare', 'US-CN@2025-10-27', 10.4, 'decoupled', {
      components: { abroad: 26.4, abroadChange: 10.6, home000300: 19 },
    }),
    of('cds', 'ORCL@2025-09-01', 1.67, 'dearer', {
      components: { quote: 123.5, base: 46.25, baseDate: 20250829 },
    }),
    of('fsi', 'US', 34, 'normal', { components: { index: -1.1, n: 6_500 } }),
  ]
}

function accounts(place: EpochPlace, dates: readonly TradeDate[]): HandSignals {
  const last = dates.at(-1)!
  return {
    targets: [target({ ...place, tradeDate: last, reason: 'from next week: 半导体 通信设备' })],
    portfolios: dates.map((tradeDate, at) =>
      portfolioDay({
        ...place,
        tradeDate,
        nav: 1 + at / 500,
        benchmarkNav: 1 + at / 900,
        drawdown: -at / 9_000,
      }),
    ),
    weights: [
      portfolioWeight({ ...place, tradeDate: last }),
      portfolioWeight({
        ...place,
        tradeDate: last,
        symbol: SYMBOL('801102.SI'),
        weight: 0.51,
        blocked: 'limitUp',
      }),
    ],
    portfolioStats: [
      portfolioStat({ ...place, totalReturn: 0.1234, excess: 0.0567, sharpe: 1.57, maxDrawdown: -0.1963 }),
      portfolioStat({ ...place, period: 'all', totalReturn: 0.2345, excess: 0.0678 }),
    ],
  }
}
