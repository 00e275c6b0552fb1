import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chineseCalendar } from '../market/chinese-calendar.ts'
import { annualised, calmarRatio, sharpeRatio } from './figures.ts'
import { newTally, type PeriodFigures, periodFigures, type SessionResult, tallied } from './tally.ts'

const SESSIONS = chineseCalendar.sessionsOfYear(2024)

describe('conventions of the reports', () => {
  /** Huatai, 2025-06 (domain.md C8-C10, fixture G22): what the tables print beside annualised return, volatility and fall. */
  it.each([
    ['genetic programming, Sharpe', sharpeRatio(0.2898, 0.1848), 1.57],
    ['its benchmark, Sharpe', sharpeRatio(0.0465, 0.1667), 0.28],
    ['genetic programming, Calmar', calmarRatio(0.2898, -0.1963), 1.48],
    ['its benchmark, Calmar', calmarRatio(0.0465, -0.2546), 0.18],
    ['absolute return of funds, Sharpe', sharpeRatio(0.0648, 0.0384), 1.69],
    ['global allocation, Sharpe', sharpeRatio(0.0729, 0.0484), 1.51],
  ])('%s: %d is printed as %d', (_name, figure, printed) => {
    expect(Number(figure?.toFixed(2))).toBe(printed)
  })

  it('leave no room for a riskless rate: half a percentage point would be seen', () => {
    const excess = (annual: number, volatility: number) =>
      Number(sharpeRatio(annual - 0.005, volatility)?.toFixed(2))
    expect(excess(0.2898, 0.1848)).not.toBe(1.57)
    expect(excess(0.0648, 0.0384)).not.toBe(1.69)
  })

  it('annualise with 252 sessions', () => {
    expect(annualised(0.21, 504)).toBeCloseTo(0.1, 14)
    expect(annualised(0.1, 126)).toBeCloseTo(0.21, 14)
    expect(annualised(-1, 10)).toBeNull()
    expect(annualised(0.5, 0)).toBeNull()
    expect(annualised(1e300, 1)).toBeNull()
  })
})

describe('figures of a period', () => {
  it('by hand: four sessions against a benchmark', () => {
    const figures = figuresOf([0.1, -0.2, 0.25, 0.1], [0.1, -0.1, 0.2, 0.1])
    expect(figures.totalReturn).toBeCloseTo(0.21, 14)
    expect(figures.maxDrawdown).toBeCloseTo(-0.2, 14)
    expect(figures.benchmarkReturn).toBeCloseTo(0.3068, 14)
    expect(figures.excess).toBeCloseTo(-0.0968, 14)
    expect(figures.benchmarkMaxDrawdown).toBeCloseTo(-0.1, 14)
    expect(figures.winRate).toBe(0.25)
    expect(figures.turnover).toBeCloseTo(0.4, 14)
    // Mean 0.0625; squared deviations 0.00140625 + 0.06890625 + 0.03515625 + 0.00140625 = 0.106875.
    expect(figures.volatility).toBeCloseTo(Math.sqrt((0.106875 / 3) * 252), 14)
  })

  it('know no win by rounding: an account that is its benchmark wins on no day', () => {
    const returns = [0.1, -0.2, 0.3]
    const noisy = returns.map((each) => each + 3e-16)
    expect(figuresOf(noisy, returns).winRate).toBe(0)
  })

  it('count from the close before, so that a fall on the first day is a drawdown', () => {
    expect(figuresOf([-0.1], null).maxDrawdown).toBeCloseTo(-0.1, 15)
    expect(figuresOf([-0.1], null)).toMatchObject({ volatility: null, sharpe: null, benchmarkReturn: null })
    expect(figuresOf([0.1], null)).toMatchObject({ maxDrawdown: 0, calmar: null, winRate: 1 })
  })

  it('equal the naive recomputation', () => {
    const day = fc.double({ min: -0.2, max: 0.2, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(day, day), { minLength: 2, maxLength: SESSIONS.length }), (days) => {
        const returns = days.map(([mine]) => mine)
        const others = days.map(([, other]) => other)
        const figures = figuresOf(returns, others)
        const navs = compounded(returns)
        const total = navs.at(-1)! / navs[0]! - 1
        const mean = returns.reduce((sum, r) => sum + r, 0) / returns.length
        const variance = returns.reduce((sum, r) => sum + (r - mean) ** 2, 0) / (returns.length - 1)
        near(figures.totalReturn, total)
        near(figures.volatility!, Math.sqrt(variance * 252))
        near(figures.annualReturn!, (1 + total) ** (252 / returns.length) - 1)
        near(figures.maxDrawdown, deepestFall(navs))
        near(figures.benchmarkMaxDrawdown!, deepestFall(compounded(others)))
        near(figures.winRate!, days.filter(([mine, other]) => mine - other > 1e-12).length / days.length)
        expect(figures).toMatchObject({
          sessions: days.length,
          from: SESSIONS[0],
          to: SESSIONS[days.length - 1],
        })
      }),
      { numRuns: 100 },
    )
  })

  it('of small deviations around a large mean keep their digits', () => {
    const returns = Array.from({ length: 200 }, (_, at) => 0.5 + (at % 2) * 1e-9)
    // Half of them lie 5e-10 below the mean, half above.
    const expected = Math.sqrt((200 * 2.5e-19 * 252) / 199)
    expect(Math.abs(figuresOf(returns, null).volatility! / expected - 1)).toBeLessThan(1e-6)
  })
})

function figuresOf(returns: readonly number[], others: readonly number[] | null): PeriodFigures {
  const navs = compounded(returns)
  const benchmarks = others === null ? null : compounded(others)
  const results = returns.map(
    (dayReturn, at): SessionResult => ({
      tradeDate: SESSIONS[at]!,
      nav: navs[at + 1]!,
      dayReturn,
      benchmarkNav: benchmarks?.[at + 1] ?? null,
      benchmarkReturn: others?.[at] ?? null,
      turnover: 0.1,
    }),
  )
  return periodFigures(results.reduce(tallied, newTally(SESSIONS[0]!, 1, others === null ? null : 1)))
}

function compounded(returns: readonly number[]): number[] {
  const navs = [1]
  for (const each of returns) navs.push(navs.at(-1)! * (1 + each))
  return navs
}

const deepestFall = (navs: readonly number[]): number =>
  Math.min(0, ...navs.flatMap((nav, at) => navs.slice(0, at).map((before) => nav / before - 1)))

const near = (actual: number, expected: number): void =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)))
