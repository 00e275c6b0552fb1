import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import { newIndicator, type Release, takeRelease } from './indicator.ts'
import type { IndicatorRule } from './macro-indicators.ts'

/** Releases of one series, a period and a moment after the other. */
const releases = (series: string, values: readonly number[]): Release[] =>
  values.map((value, at) => ({
    series,
    period: (20200100 + at) as TradeDate,
    eventTime: (1000 * (at + 1)) as EventTime,
    value,
  }))

/** What an indicator says after each release. */
function said(rule: IndicatorRule, all: readonly Release[]): (number | null)[] {
  const memory = newIndicator(rule)
  return all.map((release) => {
    takeRelease(rule, memory, release)
    return memory.bullish
  })
}

const mean = (values: readonly number[]): number => total(values) / values.length
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
const vote = (isBullish: boolean | null): number | null => (isBullish === null ? null : Number(isBullish))
/** Whole numbers, so that sums and means of a dozen of them compare exactly. */
const whole = fc.integer({ min: -20, max: 20 })
const history = fc.array(whole, { minLength: 1, maxLength: 40 })

describe('indicators, recomputed from the whole history', () => {
  it('level: at least so much', () => {
    const values = [49.9, 50, 50.1]
    expect(said({ kind: 'level', series: 'A', atLeast: 50 }, releases('A', values))).toEqual([0, 1, 1])
  })

  it('momentum: above the mean of those before', () => {
    fc.assert(
      fc.property(history, (values) => {
        const expected = values.map((value, at) =>
          vote(at < 4 ? null : value > mean(values.slice(at - 4, at))),
        )
        expect(said({ kind: 'momentum', series: 'A', over: 4 }, releases('A', values))).toEqual(expected)
      }),
    )
  })

  it('falling and rising: the short mean against the long one', () => {
    fc.assert(
      fc.property(history, (values) => {
        const means = values.map((_, at) =>
          at < 7 ? null : ([mean(values.slice(at - 1, at + 1)), mean(values.slice(at - 7, at + 1))] as const),
        )
        const rule = { series: 'A', short: 2, long: 8 } as const
        expect(said({ kind: 'falling', ...rule }, releases('A', values))).toEqual(
          means.map((pair) => vote(pair === null ? null : pair[0] < pair[1])),
        )
        expect(said({ kind: 'rising', ...rule }, releases('A', values))).toEqual(
          means.map((pair) => vote(pair === null ? null : pair[0] > pair[1])),
        )
      }),
    )
  })

  it('yearSum: the sum of the last against the same sum a year before', () => {
    fc.assert(
      fc.property(history, (values) => {
        const sumAt = (at: number) => total(values.slice(at - 2, at + 1))
        const expected = values.map((_, at) => vote(at < 14 ? null : sumAt(at) > sumAt(at - 12)))
        expect(said({ kind: 'yearSum', series: 'A', sum: 3, lag: 12 }, releases('A', values))).toEqual(
          expected,
        )
      }),
    )
  })

  it('gap: the momentum of a difference, when both have been released', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(whole, whole, fc.boolean()), { minLength: 1, maxLength: 30 }),
        (pairs) => {
          const firsts = releases(
            'A',
            pairs.map(([value]) => value),
          )
          const seconds = releases(
            'B',
            pairs.map(([, value]) => value),
          )
          const mixed = pairs.flatMap(([, , turned], at) =>
            turned ? [seconds[at]!, firsts[at]!] : [firsts[at]!, seconds[at]!],
          )
          const gaps = pairs.map(([a, b]) => a - b)
          const expected = gaps.map((gap, at) => vote(at < 4 ? null : gap > mean(gaps.slice(at - 4, at))))
          const all = said({ kind: 'gap', series: 'A', minus: 'B', over: 4 }, mixed)
          expect(all.filter((_, at) => at % 2 === 1)).toEqual(expected)
        },
      ),
    )
  })

  it('cut: the last change, whatever is said again', () => {
    const rule = { kind: 'cut', series: 'A' } as const
    expect(said(rule, releases('A', [10, 10, 9.5, 9.5, 9.75]))).toEqual([null, null, 1, 1, 0])
    const all = releases('A', [10, 9.5, 9.5])
    const memory = newIndicator(rule)
    for (const each of all) takeRelease(rule, memory, each)
    expect(memory.releasedAt).toBe(2000)
  })
})

describe('releases', () => {
  const rule = { kind: 'level', series: 'A', atLeast: 50 } as const
  const [first] = releases('A', [51])

  function expectUnchanged(release: Release): void {
    const [known, memory] = [newIndicator(rule), newIndicator(rule)]
    takeRelease(rule, known, first!)
    takeRelease(rule, memory, first!)
    takeRelease(rule, memory, release)
    expect(memory).toEqual(known)
  }

  it('count when they are the first of their period: a revision changes nothing', () => {
    expectUnchanged({ ...first!, value: 40, eventTime: 9000 as EventTime })
    expectUnchanged({ ...first!, period: 20191200 as TradeDate, value: 40 })
  })

  it('of other series are not looked at', () => {
    expectUnchanged({ ...releases('B', [1])[0]!, period: 20200105 as TradeDate })
  })
})
