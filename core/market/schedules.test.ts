import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chineseCalendar } from './chinese-calendar.ts'
import {
  firstSessionAfter,
  firstSessionOf,
  isFirstSessionOf,
  isLastSessionOf,
  lastSessionOf,
  nextPeriodStart,
  openingAuction,
  type Period,
  periodStart,
  sessionsOf,
  weeklyDecision,
  weeklyDecisions,
  weeklyDecisionTime,
} from './schedules.ts'
import { addDays, dayOfWeek, type EventTime, type TradeDate } from './trade-date.ts'

const day = (date: number): TradeDate => date as TradeDate
const at = (text: string): EventTime => Date.parse(text) as EventTime

describe('periods', () => {
  it('begin on Mondays and on the first of months, quarters and years', () => {
    expect(periodStart('week', day(20250101))).toBe(20241230)
    expect(periodStart('week', day(20250105))).toBe(20241230)
    expect(periodStart('month', day(20240229))).toBe(20240201)
    expect(periodStart('quarter', day(20241231))).toBe(20241001)
    expect(periodStart('quarter', day(20240401))).toBe(20240401)
    expect(periodStart('year', day(20241231))).toBe(20240101)
    expect(nextPeriodStart('week', day(20241231))).toBe(20250106)
    expect(nextPeriodStart('month', day(20240131))).toBe(20240201)
    expect(nextPeriodStart('quarter', day(20241101))).toBe(20250101)
    expect(nextPeriodStart('year', day(20230101))).toBe(20240101)
  })
})

describe('sessions of a period', () => {
  it('know Spring Festival of 2024: closed from Friday 9 to Friday 16 February', () => {
    expect(lastSessionOf(chineseCalendar, 'week', day(20240209))).toBe(20240208)
    expect(sessionsOf(chineseCalendar, 'week', day(20240212))).toEqual([])
    expect(firstSessionOf(chineseCalendar, 'week', day(20240214))).toBeNull()
    expect(firstSessionOf(chineseCalendar, 'week', day(20240219))).toBe(20240219)
    expect(isLastSessionOf(chineseCalendar, 'week', day(20240208))).toBe(true)
    expect(isFirstSessionOf(chineseCalendar, 'week', day(20240219))).toBe(true)
  })

  it('know National Day of 2023 and 2025', () => {
    expect(sessionsOf(chineseCalendar, 'week', day(20231002))).toEqual([])
    expect(lastSessionOf(chineseCalendar, 'month', day(20230930))).toBe(20230928)
    expect(isLastSessionOf(chineseCalendar, 'quarter', day(20230928))).toBe(true)
    expect(sessionsOf(chineseCalendar, 'week', day(20251006))).toEqual([20251009, 20251010])
    expect(firstSessionOf(chineseCalendar, 'month', day(20251001))).toBe(20251009)
    expect(isFirstSessionOf(chineseCalendar, 'quarter', day(20251009))).toBe(true)
  })

  it('know year ends: a week lies in two years, months and years do not', () => {
    expect(sessionsOf(chineseCalendar, 'week', day(20241230))).toEqual([
      20241230, 20241231, 20250102, 20250103,
    ])
    expect(isLastSessionOf(chineseCalendar, 'week', day(20241231))).toBe(false)
    expect(isLastSessionOf(chineseCalendar, 'year', day(20241231))).toBe(true)
    expect(isFirstSessionOf(chineseCalendar, 'year', day(20250102))).toBe(true)
    expect(firstSessionAfter(chineseCalendar, day(20250101))).toBe(20250102)
    expect(firstSessionAfter(chineseCalendar, day(20250102))).toBe(20250103)
  })

  it('refuse to guess behind the calendar, and answer what is known at its end', () => {
    expect(chineseCalendar.last).toBe(20261231)
    expect(isLastSessionOf(chineseCalendar, 'month', day(20261231))).toBe(true)
    expect(() => isLastSessionOf(chineseCalendar, 'week', day(20261231))).toThrow(/ends at 2026-12-31/)
    expect(() => sessionsOf(chineseCalendar, 'month', day(20041201))).toThrow(/starts at 2005-01-04/)
    expect(isFirstSessionOf(chineseCalendar, 'month', day(20050104))).toBe(true)
  })

  it('are every session once, and agree with what is said of single sessions', () => {
    const periods = fc.constantFrom<Period>('week', 'month', 'quarter', 'year')
    const days = fc.integer({ min: 0, max: 7500 }).map((count) => addDays(day(20050201), count))
    fc.assert(
      fc.property(periods, days, (period, date) => {
        const sessions = sessionsOf(chineseCalendar, period, date)
        const from = periodStart(period, date)
        const naive = chineseCalendar.all.filter(
          (session) => session >= from && periodStart(period, session) === from,
        )
        expect(sessions).toEqual(naive)
        for (const session of sessions) {
          expect(isFirstSessionOf(chineseCalendar, period, session)).toBe(session === naive[0])
          expect(isLastSessionOf(chineseCalendar, period, session)).toBe(session === naive.at(-1))
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('weekly decisions', () => {
  it('are made on Saturday 06:00 Shanghai and traded in the week that follows', () => {
    expect(weeklyDecision(chineseCalendar, day(20260529))).toEqual({
      decidedAt: at('2026-05-30T06:00+08:00'),
      tradeDate: 20260529,
      effective: 20260601,
    })
    expect(weeklyDecisionTime(day(20260531))).toBe(at('2026-05-30T06:00+08:00'))
  })

  it('are not made before a week without sessions; the Saturday after it decides', () => {
    expect(weeklyDecision(chineseCalendar, day(20240208))).toBeNull()
    expect(weeklyDecision(chineseCalendar, day(20240214))).toEqual({
      decidedAt: at('2024-02-17T06:00+08:00'),
      tradeDate: 20240208,
      effective: 20240219,
    })
  })

  it('skip to Tuesday or Thursday where the week that follows begins later', () => {
    expect(weeklyDecision(chineseCalendar, day(20241004))?.effective).toBe(20241008)
    expect(weeklyDecision(chineseCalendar, day(20251003))).toMatchObject({
      tradeDate: 20250930,
      effective: 20251009,
    })
  })

  it('of a stretch of time: after is excluded, until included, unknown weeks left out', () => {
    const saturday = at('2024-02-03T06:00+08:00')
    const decisions = weeklyDecisions(chineseCalendar, saturday, at('2024-03-02T06:00+08:00'))
    expect(decisions.map(({ effective }) => effective)).toEqual([20240219, 20240226, 20240304])
    expect(
      weeklyDecisions(chineseCalendar, at('2026-12-18T00:00Z'), at('2027-03-01T00:00Z')).map(
        ({ effective }) => effective,
      ),
    ).toEqual([20261221])
    expect(weeklyDecisions(chineseCalendar, at('1990-01-01T00:00Z'), at('2005-01-01T00:00Z'))).toEqual([])
  })

  it('are the same however the time is cut', () => {
    const hours = fc.integer({ min: 0, max: 24 * 700 })
    fc.assert(
      fc.property(hours, hours, hours, (...cuts) => {
        const [a, b, c] = cuts
          .sort((left, right) => left - right)
          .map((hour) => (at('2023-01-01T00:00Z') + hour * 3_600_000) as EventTime) as [
          EventTime,
          EventTime,
          EventTime,
        ]
        expect([
          ...weeklyDecisions(chineseCalendar, a, b),
          ...weeklyDecisions(chineseCalendar, b, c),
        ]).toEqual(weeklyDecisions(chineseCalendar, a, c))
      }),
      { numRuns: 100 },
    )
  })

  it('are traded at the first session after them', () => {
    for (const { decidedAt, tradeDate, effective } of weeklyDecisions(
      chineseCalendar,
      at('2006-01-01T00:00Z'),
      at('2026-11-01T00:00Z'),
    )) {
      expect(openingAuction(effective)).toBeGreaterThan(decidedAt)
      expect(openingAuction(tradeDate)).toBeLessThan(decidedAt)
      expect(chineseCalendar.next(tradeDate)).toBe(effective)
      expect(dayOfWeek(effective)).toBeLessThanOrEqual(5)
    }
  })
})
