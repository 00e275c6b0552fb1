import { describe, expect, it } from 'vitest'
import type { InstrumentSymbol } from './instrument-symbol.ts'
import { marketClose, marketOf } from './market-close.ts'
import { newYorkTime, savesDaylight } from './new-york-time.ts'
import { addDays, daysSinceEpoch, shanghaiTime, type TradeDate } from './trade-date.ts'

const date = (value: number): TradeDate => value as TradeDate
const iso = (time: number): string => new Date(time).toISOString()

describe('the close of a session', () => {
  it('of a New York Friday is known on Saturday, 04:00 in summer and 05:00 in winter', () => {
    expect(marketClose('US', date(20260529))).toBe(shanghaiTime(date(20260530), 4, 0))
    expect(marketClose('US', date(20260109))).toBe(shanghaiTime(date(20260110), 5, 0))
    // The Fridays around the changes of 2026: 8 March and 1 November.
    expect(marketClose('US', date(20260306))).toBe(shanghaiTime(date(20260307), 5, 0))
    expect(marketClose('US', date(20260313))).toBe(shanghaiTime(date(20260314), 4, 0))
    expect(marketClose('US', date(20261030))).toBe(shanghaiTime(date(20261031), 4, 0))
    expect(marketClose('US', date(20261106))).toBe(shanghaiTime(date(20261107), 5, 0))
  })

  it('of the VIX and its relatives comes a quarter of an hour later', () => {
    for (const code of ['VIX', 'VVIX', 'VIX3M', 'VIX9D', 'SKEW', 'VX1', 'VX2'])
      expect(marketClose('US', date(20260601), `${code}.US` as InstrumentSymbol)).toBe(
        shanghaiTime(date(20260602), 4, 15),
      )
    expect(marketClose('US', date(20260601), 'SPX.US' as InstrumentSymbol)).toBe(
      shanghaiTime(date(20260602), 4, 0),
    )
  })

  it('of Shanghai and Hong Kong is known the same day', () => {
    expect(iso(marketClose('CN', date(20220425)))).toBe('2022-04-25T07:00:00.000Z')
    expect(iso(marketClose('HK', date(20220425)))).toBe('2022-04-25T08:10:00.000Z')
  })

  it('lies before 1970 where the session does', () => {
    expect(iso(marketClose('US', date(19271230)))).toBe('1927-12-30T21:00:00.000Z')
  })
})

describe('New York', () => {
  it('changes its clocks as the time zone database of the runtime says, from 1918 on', () => {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: 'America/New_York',
      hour: '2-digit',
      hour12: false,
    })
    const wrong: number[] = []
    for (let day = date(19180101); day < date(20400101); day = addDays(day, 1))
      if (format.format(newYorkTime(day, 16, 0)) !== '16') wrong.push(day)
    expect(wrong).toEqual([])
  })

  it('had standard time all year before 1918', () => {
    expect(savesDaylight(date(19170701))).toBe(false)
    expect(newYorkTime(date(19170701), 16, 0)).toBe(
      daysSinceEpoch(date(19170701)) * 86_400_000 + 21 * 3_600_000,
    )
  })
})

describe('the market of a symbol', () => {
  it('is told by its suffix', () => {
    expect(
      ['VIX.US', '0700.HK', '000300.SH', '801080.SI', '881001.WI', 'MICROCAP.PROXY'].map(marketOf),
    ).toEqual(['US', 'HK', 'CN', 'CN', 'CN', 'CN'])
  })
})
