import { describe, expect, it } from 'vitest'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import { nextRatio, type RatioDay, type RatioState } from './ratio.ts'

/** The days of a series of ratios; dates do not matter. */
function daysOf(ratios: readonly number[]): RatioDay[] {
  let state: RatioState | undefined
  return ratios.map((ratio, at) => {
    const day = nextRatio(state, (20200101 + at) as TradeDate, ratio)
    state = day.next
    return day
  })
}

const times = (count: number, ratio: number): number[] => Array.from({ length: count }, () => ratio)

describe('VVIX/VIX (G17)', () => {
  it('is an alert when the average of 21 sessions is at 6, and not below', () => {
    expect(daysOf(times(21, 6)).at(-1)).toMatchObject({ average: 6, level: 'alert' })
    expect(daysOf([...times(20, 6), 5.999]).at(-1)).toMatchObject({ level: 'normal' })
  })

  it('is normal at 5.71 [S0], and to be watched when only the day is at 6', () => {
    expect(daysOf(times(21, 5.71)).at(-1)).toMatchObject({ level: 'normal', topSignal: false })
    expect(daysOf([...times(20, 5.71), 6]).at(-1)).toMatchObject({ level: 'watch' })
  })

  it('has no average before 21 sessions, and says watch by the day alone', () => {
    expect(daysOf(times(20, 7)).map(({ average, level }) => ({ average, level }))).toEqual(
      Array.from({ length: 20 }, () => ({ average: null, level: 'watch' })),
    )
  })

  it('leaves the alert below 5.8 only', () => {
    // The average falls by 0.1 / 21 a session: 21 sessions from 6 to 5.9, then to 5.8 exactly, then below.
    const days = daysOf([...times(21, 6), ...times(21, 5.9), ...times(21, 5.8), 5.79])
    expect(days.at(-2)!.average).toBeCloseTo(5.8, 12)
    expect(days.slice(20, -1).every(({ level }) => level === 'alert')).toBe(true)
    expect(days.at(-1)!.level).toBe('normal')
  })

  it('signals a top when the average was at 6 within ten sessions and has fallen twice', () => {
    const days = daysOf([...times(21, 6.1), 5.9, 5.9, 5.9])
    expect(days.slice(-4).map(({ topSignal }) => topSignal)).toEqual([false, false, true, true])
    // From 6.001 the average is below 6 with the first fall, and nine sessions later out of the ten that count.
    const slow = daysOf([...times(21, 6.001), ...times(12, 5.9)])
    expect(slow.map(({ topSignal }) => topSignal).slice(20)).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ])
  })

  it('tells the day on which a top signal begins', () => {
    const days = daysOf([...times(21, 6.1), 5.9, 5.9, 5.9, 6.5, 5.9, 5.9, 5.9])
    const tops = days.flatMap(({ touched }, at) => (touched.includes('top') ? [at] : []))
    // Day 24 lifts the average; days 25 and 26 lower it twice again.
    expect(tops).toEqual([22, 26])
  })

  it('touches by the average once an alert, by the day at each crossing, fresh once in 21 sessions', () => {
    const days = daysOf([...times(21, 5.9), 6.2, 5.9, 6.3, ...times(21, 5.9), 6.1, ...times(25, 6.4), 5.9])
    const touched = days.flatMap(({ touched: kinds }, at) => kinds.map((kind) => `${at} ${kind}`))
    // Day 45 is 22 sessions after day 23. With n days at 6.4 the average is 5.9 + (0.2 + 0.5 n) / 21: at 6 with the 4th.
    expect(touched).toEqual(['21 daily', '21 fresh', '23 daily', '45 daily', '45 fresh', '49 ma'])
  })
})
