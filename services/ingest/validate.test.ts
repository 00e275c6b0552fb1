import { describe, expect, it } from 'vitest'
import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import { BarDraft } from './reading/bar-row.ts'
import { BLANK, MALFORMED, OFF_GRID } from './reading/decimal.ts'
import { DateCheck, faultOf, withoutTrade } from './validate.ts'

const GOOD = { open: 85_400, high: 85_800, low: 85_200, close: 85_700, volume: 37_707_600, amount: 1 }

const bar = (change: Partial<BarDraft> = {}): BarDraft => Object.assign(new BarDraft(), GOOD, change)

describe('faultOf', () => {
  it('finds nothing in a good bar, with or without an amount', () => {
    expect(faultOf(bar())).toBeNull()
    expect(faultOf(bar({ amount: BLANK }))).toBeNull()
  })

  it.each([
    ['offGrid', { close: OFF_GRID }, /close.*0\.01 CNY.*unadjusted/],
    ['offGrid', { open: 85_450 }, /open/],
    ['unparsable', { high: MALFORMED }, /high is no price/],
    ['unparsable', { low: 0 }, /low is no price/],
    ['unparsable', { open: BLANK }, /open is no price/],
    ['unparsable', { high: 2_000_000_100 }, /high is no price/],
    ['highBelowLow', { high: 85_100, open: 85_100, close: 85_100 }, /high is below low/],
    ['highBelowLow', { open: 85_900 }, /open lies outside/],
    ['highBelowLow', { close: 85_100 }, /close lies outside/],
    ['unparsable', { volume: BLANK }, /volume is no number/],
    ['unparsable', { amount: MALFORMED }, /amount is no number/],
    ['unparsable', { prevClose: MALFORMED }, /prevClose is no number/],
    ['negativeVolume', { volume: -1 }, /volume is negative/],
    ['negativeVolume', { amount: -1 }, /amount is negative/],
  ] as const)('%s: %o', (code, change, reason) => {
    const fault = faultOf(bar(change))
    expect(fault?.code).toBe(code)
    expect(fault?.reason).toMatch(reason)
  })
})

describe('withoutTrade', () => {
  it('holds without prices, with zeros, and with standing prices', () => {
    const none = { open: BLANK, high: BLANK, low: BLANK, volume: BLANK, amount: BLANK }
    expect(withoutTrade(bar(none))).toBe('suspended')
    expect(withoutTrade(bar({ open: 0, high: 0, low: 0, volume: 0 }))).toBe('suspended')
    const standing = { open: 85_700, high: 85_700, low: 85_700, volume: 0, amount: 0 }
    expect(withoutTrade(bar(standing))).toBe('suspended')
  })

  it('sees that prices do not move without volume', () => {
    expect(withoutTrade(bar({ volume: 0, amount: BLANK }))).toBe('noVolumeAtSource')
  })

  it('does not hide a contradiction', () => {
    expect(withoutTrade(bar({ volume: 0, amount: 500 }))).toBeNull()
    expect(withoutTrade(bar({ volume: BLANK }))).toBeNull()
    expect(withoutTrade(bar())).toBeNull()
  })
})

describe('DateCheck', () => {
  const dates = new DateCheck(chineseCalendar)

  it('passes sessions and refuses Sundays, impossible dates and dates beyond the calendar', () => {
    expect(dates.faultOf(20_220_425)).toBeNull()
    expect(dates.faultOf(20_220_424)?.code).toBe('outsideCalendar')
    expect(dates.faultOf(20_220_230)?.code).toBe('unparsable')
    expect(dates.faultOf(20_991_231)).toMatchObject({
      code: 'outsideCalendar',
      reason: expect.stringMatching(/2099-12-31 is not covered: calendar ends at/),
    })
    expect(dates.faultOf(20_220_425)).toBeNull()
  })
})
