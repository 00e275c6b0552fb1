import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CalendarError } from '../errors.ts'
import { chineseCalendar } from './chinese-calendar.ts'
import { addDays, dayOfWeek, type TradeDate } from './trade-date.ts'
import { TradingCalendar } from './trading-calendar.ts'

const day = (value: number) => value as TradeDate

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
  } catch (error) {
    if (error instanceof CalendarError) return error.code
    throw error
  }
  return undefined
}

describe('TradingCalendar', () => {
  const calendar = new TradingCalendar([20220428, 20220429, 20220505, 20220506, 20220509].map(day))

  it('moves from session to session across a holiday', () => {
    expect(calendar.next(day(20220429))).toBe(20220505)
    expect(calendar.previous(day(20220505))).toBe(20220429)
    expect(calendar.next(day(20220502))).toBe(20220505)
    expect(calendar.previous(day(20220502))).toBe(20220429)
    expect(calendar.shift(day(20220428), 4)).toBe(20220509)
    expect(calendar.shift(day(20220509), -4)).toBe(20220428)
    expect(calendar.shift(day(20220506), 0)).toBe(20220506)
    expect(calendar.isSession(day(20220502))).toBe(false)
    expect(calendar.isSession(day(20220505))).toBe(true)
  })

  it('counts the sessions after one day up to another', () => {
    expect(calendar.countBetween(day(20220429), day(20220506))).toBe(2)
    expect(calendar.countBetween(day(20220430), day(20220507))).toBe(2)
    expect(calendar.countBetween(day(20220505), day(20220505))).toBe(0)
    expect(calendar.countBetween(day(20220506), day(20220429))).toBe(-2)
  })

  it('never extrapolates', () => {
    expect(codeOf(() => calendar.isSession(day(20220510)))).toBe('beyondEnd')
    expect(codeOf(() => calendar.next(day(20220509)))).toBe('beyondEnd')
    expect(codeOf(() => calendar.shift(day(20220506), 2))).toBe('beyondEnd')
    expect(codeOf(() => calendar.countBetween(day(20220428), day(20220601)))).toBe('beyondEnd')
    expect(codeOf(() => calendar.previous(day(20220428)))).toBe('beforeStart')
    expect(codeOf(() => calendar.isSession(day(20220427)))).toBe('beforeStart')
    expect(codeOf(() => calendar.shift(day(20220502), 1))).toBe('notASession')
    expect(codeOf(() => calendar.sessionsOfYear(2023))).toBe('beyondEnd')
    expect(codeOf(() => calendar.sessionsOfYear(2021))).toBe('beforeStart')
    expect(() => calendar.isSession(day(20220510))).toThrow(
      /calendar ends at 2022-05-09, asked for 2022-05-10; add the next published year/,
    )
  })

  it('refuses sessions out of order', () => {
    expect(codeOf(() => new TradingCalendar([day(20220505), day(20220505)]))).toBe('unsorted')
    expect(codeOf(() => new TradingCalendar([]))).toBe('unsorted')
  })

  it('equals counting by hand on random calendars', () => {
    const start = day(20200101)
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(200), { minLength: 2, maxLength: 60 }),
        fc.nat(200),
        fc.nat(200),
        (offsets, one, other) => {
          const sessions = offsets.sort((a, b) => a - b).map((offset) => addDays(start, offset))
          const random = new TradingCalendar(sessions)
          const within = (offset: number) =>
            day(Math.min(Math.max(addDays(start, offset), random.first), random.last))
          const from = within(Math.min(one, other))
          const to = within(Math.max(one, other))
          expect(random.countBetween(from, to)).toBe(sessions.filter((d) => d > from && d <= to).length)
          expect(random.isSession(from)).toBe(sessions.includes(from))
          const later = sessions.find((d) => d > from)
          if (later !== undefined) expect(random.next(from)).toBe(later)
          const earlier = sessions.findLast((d) => d < from)
          if (earlier !== undefined) expect(random.previous(from)).toBe(earlier)
        },
      ),
    )
  })
})

describe('chineseCalendar', () => {
  /** Sessions a year as the exchanges count them. */
  const COUNTS = [
    242, 241, 242, 246, 244, 242, 244, 243, 238, 245, 244, 244, 244, 243, 244, 243, 243, 242, 242, 242, 243,
    242,
  ]

  it('has 243 sessions in 2025 and 242 in 2026 (G31), and the official number in every year', () => {
    expect(chineseCalendar.sessionsOfYear(2025)).toHaveLength(243)
    expect(chineseCalendar.sessionsOfYear(2026)).toHaveLength(242)
    expect(COUNTS.map((_, index) => chineseCalendar.sessionsOfYear(2005 + index).length)).toEqual(COUNTS)
  })

  it.each([
    20200124, 20200131, 20250128, 20250204, 20251008, 20260101, 20260102, 20260216, 20260223, 20260406,
    20260501, 20260505, 20260619, 20260925, 20261001, 20261007,
  ])('is closed on %d', (date) => {
    expect(chineseCalendar.isSession(day(date))).toBe(false)
  })

  it.each([
    20200123, 20200203, 20220425, 20250205, 20251009, 20260105, 20260224, 20260706, 20261008, 20261231,
  ])('is open on %d', (date) => {
    expect(chineseCalendar.isSession(day(date))).toBe(true)
  })

  it('knows no session at a weekend, make-up workdays included', () => {
    for (let date = chineseCalendar.first; date < chineseCalendar.last; date = addDays(date, 1)) {
      if (dayOfWeek(date) > 5) expect(chineseCalendar.isSession(date)).toBe(false)
    }
    expect(chineseCalendar.isSession(day(20260228))).toBe(false)
  })

  it('goes there and back', () => {
    const total = chineseCalendar.countBetween(chineseCalendar.first, chineseCalendar.last)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: total - 1 }), (position) => {
        const session = chineseCalendar.shift(chineseCalendar.first, position)
        expect(chineseCalendar.countBetween(chineseCalendar.first, session)).toBe(position)
        expect(chineseCalendar.shift(session, -position)).toBe(chineseCalendar.first)
        expect(chineseCalendar.previous(chineseCalendar.next(session))).toBe(session)
        expect(chineseCalendar.next(chineseCalendar.previous(session))).toBe(session)
      }),
    )
  })

  it('ends with the last published year', () => {
    expect(codeOf(() => chineseCalendar.next(day(20261231)))).toBe('beyondEnd')
    expect(codeOf(() => chineseCalendar.isSession(day(20270104)))).toBe('beyondEnd')
  })

  it('takes sessions beyond its ends from another source, and nothing within', () => {
    const calendar = new TradingCalendar([20260105, 20260106] as TradeDate[])
    const longer = calendar.extendedBy([20251231, 20260107, 20260105, 20260107] as TradeDate[])
    expect(longer.next(20260106 as TradeDate)).toBe(20260107)
    expect(longer.previous(20260105 as TradeDate)).toBe(20251231)
    expect(calendar.extendedBy([20260105] as TradeDate[])).toBe(calendar)
    expect(calendar.covers(20260107 as TradeDate)).toBe(false)
  })
})
