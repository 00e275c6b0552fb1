import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import {
  addDays,
  dayOfWeek,
  daysSinceEpoch,
  type EventTime,
  formatTradeDate,
  isTradeDate,
  parseTradeDate,
  sessionClose,
  shanghaiDate,
  shanghaiMillisecondOfDay,
  shanghaiTime,
  type TradeDate,
  tradeDateFromDays,
  yearOf,
} from './trade-date.ts'

const DAY = 86_400_000
const anyDay = fc.integer({ min: -100_000, max: 100_000 })

describe('parseTradeDate', () => {
  it.each(['20220425', '2022-04-25', '2022/4/25', '2022/04/25', '2022-4-25'])('reads %s', (text) => {
    expect(parseTradeDate(text)).toBe(20220425)
  })

  it.each([
    '20230229',
    '2022-13-01',
    '2022-00-10',
    '2022-04-31',
    '2022-04/25',
    '220425',
    '',
    '2022',
    '2022042',
    '20220425 ',
  ])('refuses %j', (text) => {
    expect(parseTradeDate(text)).toBeUndefined()
  })

  it('knows leap years', () => {
    expect(parseTradeDate('20000229')).toBe(20000229)
    expect(parseTradeDate('19000229')).toBeUndefined()
    expect(parseTradeDate('20240229')).toBe(20240229)
  })
})

describe('days', () => {
  it('count as the platform counts them in UTC', () => {
    fc.assert(
      fc.property(anyDay, (days) => {
        const utc = new Date(days * DAY)
        const date = tradeDateFromDays(days)
        expect(formatTradeDate(date)).toBe(utc.toISOString().slice(0, 10))
        expect(daysSinceEpoch(date)).toBe(days)
        expect(dayOfWeek(date)).toBe(utc.getUTCDay() === 0 ? 7 : utc.getUTCDay())
        expect(yearOf(date)).toBe(utc.getUTCFullYear())
        expect(isTradeDate(date)).toBe(true)
        expect(parseTradeDate(formatTradeDate(date))).toBe(date)
      }),
    )
  })

  it('add up', () => {
    expect(addDays(20220228 as TradeDate, 1)).toBe(20220301)
    expect(addDays(20240301 as TradeDate, -1)).toBe(20240229)
    expect(addDays(20221231 as TradeDate, 365)).toBe(20231231)
  })
})

describe('Shanghai time', () => {
  it('is eight hours ahead of UTC', () => {
    expect(sessionClose(20220425 as TradeDate)).toBe(Date.UTC(2022, 3, 25, 7, 0, 0))
    expect(shanghaiTime(20220425 as TradeDate, 9, 25, 3)).toBe(Date.UTC(2022, 3, 25, 1, 25, 3))
    expect(shanghaiDate(Date.UTC(2022, 3, 24, 16) as EventTime)).toBe(20220425)
    expect(shanghaiDate((Date.UTC(2022, 3, 24, 16) - 1) as EventTime)).toBe(20220424)
    expect(shanghaiMillisecondOfDay(Date.UTC(2022, 3, 25, 1, 25, 3) as EventTime)).toBe(33_903_000)
  })

  it('comes back as the day it was made from', () => {
    fc.assert(
      fc.property(anyDay, fc.nat(DAY / 1000 - 1), (days, second) => {
        const date = tradeDateFromDays(days)
        const time = shanghaiTime(date, 0, 0, second)
        expect(shanghaiDate(time)).toBe(date)
        expect(shanghaiMillisecondOfDay(time)).toBe(second * 1000)
      }),
    )
  })
})

describe('the time zone of the machine', () => {
  const zone = process.env.TZ

  afterEach(() => {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  })

  it('does not matter', () => {
    const seen = ['UTC', 'America/New_York', 'Asia/Shanghai', 'Pacific/Kiritimati'].map((name) => {
      process.env.TZ = name
      const values = [19910415, 20220425, 20251102].map((date) => {
        const close = sessionClose(date as TradeDate)
        return [close, shanghaiDate(close), dayOfWeek(date as TradeDate), addDays(date as TradeDate, 200)]
      })
      return { hour: new Date(0).getHours(), values: JSON.stringify(values) }
    })
    expect(new Set(seen.map(({ hour }) => hour)).size).toBe(4)
    expect(new Set(seen.map(({ values }) => values)).size).toBe(1)
  })
})
