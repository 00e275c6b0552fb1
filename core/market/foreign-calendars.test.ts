import { describe, expect, it } from 'vitest'
import { chineseCalendar } from './chinese-calendar.ts'
import { hongKongCalendar, newYorkCalendar } from './foreign-calendars.ts'
import type { TradeDate } from './trade-date.ts'

const date = (value: number): TradeDate => value as TradeDate

describe('calendars of other markets', () => {
  it('have as many sessions as the exchanges count', () => {
    expect([2025, 2026].map((year) => newYorkCalendar.sessionsOfYear(year).length)).toEqual([250, 251])
    expect([2025, 2026].map((year) => hongKongCalendar.sessionsOfYear(year).length)).toEqual([246, 247])
  })

  it('give the streak of Hong Kong funds its 21 days (G27)', () => {
    const chinese = chineseCalendar.all.filter((day) => day >= 20251022 && day <= 20251120)
    expect(chinese).toHaveLength(22)
    expect(chinese.filter((day) => !hongKongCalendar.isSession(day))).toEqual([20251029])
  })

  it('close New York on Independence Day of 2026, a Saturday, the day before', () => {
    expect(newYorkCalendar.isSession(date(20260703))).toBe(false)
    expect(newYorkCalendar.next(date(20260702))).toBe(20260706)
  })
})
