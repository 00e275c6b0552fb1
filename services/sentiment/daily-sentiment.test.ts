import { describe, expect, it } from 'vitest'
import { laddersOf, QUIET, stagesOf, streaksOf } from '../../test/support/daily-outcome.ts'
import type { TestSession } from '../../test/support/pipeline-harness.ts'

/** Limit-up from 10.00: 11.00, 12.10, 13.31, 14.64. */
const SEALS = [11, 12.1, 13.31, 14.64] as const

describe('golden day E6 (daily outcome)', () => {
  // A b=1, B b=1, C b=2, D b=3 on T-1; E broken on T-1; D suspended on T; F a first board on T.
  const [A, B, C, D, E, F] = ['600001.SH', '600002.SH', '600003.SH', '600004.SH', '600005.SH', '600006.SH']
  const up = (symbol: string, from: number, to: number): TestSession['bars'][number] => [
    symbol,
    from,
    to,
    from,
    to,
    from,
  ]
  const sessions: TestSession[] = [
    {
      tradeDate: 20220301,
      bars: [QUIET, up(A, 10, 10), up(B, 10, 10), up(C, 10, 10), up(D, 10, 10), up(E, 10, 10), up(F, 10, 10)],
    },
    {
      tradeDate: 20220302,
      bars: [
        QUIET,
        up(A, 10, 10),
        up(B, 10, 10),
        up(C, 10, 10),
        up(D, 10, SEALS[0]),
        up(E, 10, 10),
        up(F, 10, 10),
      ],
    },
    {
      tradeDate: 20220303,
      bars: [
        QUIET,
        up(A, 10, 10),
        up(B, 10, 10),
        up(C, 10, SEALS[0]),
        up(D, SEALS[0], SEALS[1]),
        up(E, 10, 10),
        up(F, 10, 10),
      ],
    },
    {
      tradeDate: 20220304,
      bars: [
        QUIET,
        up(A, 10, SEALS[0]),
        up(B, 10, SEALS[0]),
        up(C, SEALS[0], SEALS[1]),
        up(D, SEALS[1], SEALS[2]),
        [E, 10, 11, 10, 10.5, 10],
        up(F, 10, 10),
      ],
    },
    {
      tradeDate: 20220307,
      bars: [
        QUIET,
        [A, 12.1, 12.1, 11.2, 11.5, 11],
        [B, 11, 11.5, 10.8, 11.2, 11],
        [C, 12.5, 13.31, 12.4, 13.31, 12.1],
        [E, 10.5, 10.9, 10.3, 10.6, 10.5],
        [F, 10, 11, 10, 11, 10],
      ],
    },
    {
      tradeDate: 20220308,
      bars: [
        QUIET,
        [A, 11.5, 11.5, 11, 11, 11.5],
        [D, 14.64, 14.64, 14, 14.64, 13.31],
        [C, 13, 13.5, 12.9, 13, 13.31],
        [F, 11, 11.2, 10.9, 11, 11],
      ],
    },
  ]

  it('counts limit-ups, broken boards, promotion and stage as worked out by hand', () => {
    const day = stagesOf(sessions)[4]!
    expect(day).toMatchObject({
      limitUps: 2,
      broken: 1,
      touched: 3,
      height: 3,
      base: 3,
      promoted: 1,
      stage: 'ice-build-up',
    })
    expect(day.sealRate).toBeCloseTo(2 / 3, 12)
    expect(day.promotionRate).toBe(1 / 3)
    expect(day.excluded).toBe(1)
    expect(day.heightIsLowerBound).toBe(false)
  })

  it('gives each tier its own numerator and denominator', () => {
    const tiers = laddersOf(sessions).filter(({ tradeDate }) => tradeDate === 20220307)
    expect(
      tiers.map(({ tier, boards, base, promoted, rate }) => [tier, boards, base, promoted, rate]),
    ).toEqual([
      [1, 1, 2, 0, 0],
      [2, 0, 1, 1, 1],
      [3, 1, 0, 0, null],
    ])
  })

  it('carries a streak over a suspension, outside every cohort', () => {
    const next = stagesOf(sessions)[5]!
    expect(streaksOf(sessions, D).at(-1)).toEqual([20220308, 4])
    expect(next).toMatchObject({ height: 4, base: 2, promoted: 0 })
  })

  it('takes the premium of yesterday’s limit-ups from the exchange reference price', () => {
    const day = stagesOf(sessions)[4]!
    const returns = [11.5 / 11 - 1, 11.2 / 11 - 1, 13.31 / 12.1 - 1]
    expect(day.limitUpPremium).toBeCloseTo((returns[0]! + returns[1]! + returns[2]!) / 3, 9)
    expect(day.limitUpMedian).toBeCloseTo(returns[0]!, 9)
    expect(day.limitUpPositive).toBe(3)
    expect(day.brokenPremium).toBeCloseTo(10.6 / 10.5 - 1, 9)
  })
})

describe('published rates', () => {
  const share = (number: number): string => `600${String(number).padStart(3, '0')}.SH`
  const sealed = (symbol: string): TestSession['bars'][number] => [symbol, 10.5, 11, 10.4, 11, 10]
  const broken = (symbol: string): TestSession['bars'][number] => [symbol, 10.5, 11, 10.4, 10.8, 10]
  const quiet = (symbol: string): TestSession['bars'][number] => [symbol, 10, 10.2, 9.9, 10, 10]
  const numbers = (from: number, count: number): number[] =>
    Array.from({ length: count }, (_, at) => from + at)

  it('gives the seal rate of 78 sealed and 21 broken boards (G11)', () => {
    const bars = [
      ...numbers(0, 78).map((number) => sealed(share(number))),
      ...numbers(78, 21).map((number) => broken(share(number))),
    ]
    const day = stagesOf([{ tradeDate: 20220301, bars }])[0]!
    expect(day).toMatchObject({ limitUps: 78, broken: 21, touched: 99 })
    expect(((day.sealRate ?? 0) * 100).toFixed(2)).toBe('78.79')
  })

  it('gives the promotion rates of the six days from 2024-10-25 (G12)', () => {
    // Limit-ups of each day and how many of the day before are among them; the last day's own count is free.
    const limitUps = [89, 160, 230, 116, 148, 186, 39]
    const promoted = [0, 41, 83, 50, 53, 69, 39]
    const rates = ['46.07', '51.88', '21.74', '45.69', '46.62', '20.97']
    const dates = [20241024, 20241025, 20241028, 20241029, 20241030, 20241031, 20241101]
    let yesterday: number[] = []
    const sessions = dates.map((tradeDate, day): TestSession => {
      const stay = yesterday.slice(0, promoted[day])
      const fresh = numbers(0, 1000)
        .filter((number) => !yesterday.includes(number))
        .slice(0, limitUps[day]! - stay.length)
      yesterday = [...stay, ...fresh]
      const up = new Set(yesterday)
      const bars = numbers(0, 1000).map((number) => (up.has(number) ? sealed : quiet)(share(number)))
      return { tradeDate, bars }
    })
    const days = stagesOf(sessions).slice(1)
    expect(days.map((day) => [day.promoted, day.base])).toEqual(
      promoted.slice(1).map((count, at) => [count, limitUps[at]]),
    )
    expect(days.map(({ promotionRate }) => ((promotionRate ?? 0) * 100).toFixed(2))).toEqual(rates)
  })
})

describe('history', () => {
  it('has no cohort and no stage on the first session, and marks streaks as lower bounds', () => {
    const [first, second] = stagesOf([
      { tradeDate: 20220301, bars: [['600001.SH', 11, 11, 11, 11, 10]] },
      { tradeDate: 20220302, bars: [['600001.SH', 12, 12.1, 12, 12.1, 11]] },
    ])
    expect(first).toMatchObject({
      base: null,
      promoted: null,
      promotionRate: null,
      stage: null,
      stageReason: 'noHistory',
      heightIsLowerBound: true,
    })
    expect(second).toMatchObject({
      base: 1,
      promoted: 1,
      height: 2,
      heightIsLowerBound: true,
      stage: 'ice-stir',
    })
  })

  it('restarts after a data gap', () => {
    const days = stagesOf([
      { tradeDate: 20220301, bars: [['600001.SH', 10, 10, 10, 10, 10]] },
      { tradeDate: 20220302, bars: [['600001.SH', 11, 11, 11, 11, 10]] },
      {
        tradeDate: 20220307,
        previousSession: 20220304,
        history: 'gap',
        bars: [['600001.SH', 12.1, 12.1, 12.1, 12.1, 11]],
      },
      { tradeDate: 20220308, bars: [['600001.SH', 13, 13.31, 13, 13.31, 12.1]] },
    ])
    expect(days[2]).toMatchObject({
      height: 1,
      heightIsLowerBound: true,
      base: null,
      stageReason: 'noHistory',
    })
    expect(days[3]).toMatchObject({ height: 2, heightIsLowerBound: true, base: 1, promoted: 1 })
  })

  it('says of a gap session itself that its data are incomplete', () => {
    const days = stagesOf([
      { tradeDate: 20220301, bars: [['600001.SH', 11, 11, 11, 11, 10]] },
      { tradeDate: 20220302, dataGap: true, bars: [['600001.SH', 12.1, 12.1, 12.1, 12.1, 11]] },
    ])
    expect(days[1]).toMatchObject({ stage: null, stageReason: 'dataGap', base: null, limitUps: 1 })
  })
})
