import { describe, expect, it } from 'vitest'
import { chineseCalendar } from './chinese-calendar.ts'
import { RELEASE_RULES } from './data/release-rules.ts'
import { monthEnd, releaseOnDay, releaseTime } from './release-time.ts'
import { shanghaiTime, type TradeDate } from './trade-date.ts'

const date = (value: number): TradeDate => value as TradeDate
const shown = (time: number | undefined): string =>
  new Date(time! + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
const released = (series: string, period: number): string =>
  shown(releaseTime(series, date(period), chineseCalendar))

describe('the release of an observation', () => {
  it('is the latest usual moment by the rule of its series and time', () => {
    expect(released('CN.PMI', 20250930)).toBe('2025-09-30 09:30')
    expect(released('CN.PMI', 20250228)).toBe('2025-03-01 09:30')
    expect(released('CN.PMI', 20170131)).toBe('2017-02-01 09:30')
    expect(released('CN.CPI.YOY', 20251231)).toBe('2026-01-18 09:30')
    expect(released('CN.PPI.YOY', 20091231)).toBe('2010-01-20 09:30')
    expect(released('CN.M1.YOY', 20241130)).toBe('2024-12-18 16:00')
    expect(released('CN.SHIBOR.3M', 20250530)).toBe('2025-05-30 11:00')
    expect(released('CN.YIELD.10Y', 20250530)).toBe('2025-05-30 18:00')
    expect(released('US.WALCL', 20260819)).toBe('2026-08-21 04:30')
  })

  it('of a margin balance is the morning of the next session, also over holidays', () => {
    expect(released('CN.MARGIN.SH', 20250930)).toBe('2025-10-09 09:00')
    expect(released('CN.MARGIN.SZ', 20261231)).toBe('2027-01-07 09:00')
  })

  it('is not known without a rule', () => {
    expect(releaseTime('MY.SERIES', date(20250930), chineseCalendar)).toBeUndefined()
    expect(shown(releaseOnDay('MY.SERIES', date(20250930), date(20251007)))).toBe('2025-10-07 20:00')
  })

  it('never lies before the last day of its period', () => {
    for (const { series } of RELEASE_RULES)
      for (const period of [20080229, 20120131, 20170228, 20240229, 20251231]) {
        const name = series.replace('*', 'X')
        expect(releaseTime(name, date(period), chineseCalendar)).toBeGreaterThanOrEqual(
          shanghaiTime(date(period), 9, 0),
        )
      }
  })
})

describe('the end of a month', () => {
  it('knows leap years and December', () => {
    expect([monthEnd(2024, 2), monthEnd(2025, 2), monthEnd(1900, 2), monthEnd(2025, 12)]).toEqual([
      20240229, 20250228, 19000228, 20251231,
    ])
  })
})
