import { describe, expect, it } from 'vitest'
import { isTradeDate, type TradeDate } from '../market/trade-date.ts'
import { heldOn, yearEarlier } from './dated.ts'

const date = (value: number): TradeDate => value as TradeDate

describe('dated configuration', () => {
  const entries = [
    { from: 20100101, name: 'a' },
    { from: 20200101, name: 'b' },
  ]

  it('holds from its date until the next entry', () => {
    const names = [20091231, 20100101, 20191231, 20200101, 20300101].map(
      (day) => heldOn(entries, date(day))?.name,
    )
    expect(names).toEqual([undefined, 'a', 'a', 'b', 'b'])
  })
})

describe('a year earlier', () => {
  it('is the same day, and of 29 February the 28th', () => {
    expect(yearEarlier(date(20250630))).toBe(20240630)
    expect(yearEarlier(date(20240229))).toBe(20230228)
    expect(yearEarlier(date(20240228))).toBe(20230228)
    expect(isTradeDate(yearEarlier(date(20200229)))).toBe(true)
  })
})
