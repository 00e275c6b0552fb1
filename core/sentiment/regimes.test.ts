import { describe, expect, it } from 'vitest'
import { addDays, type TradeDate } from '../market/trade-date.ts'
import { REGIME_PERIODS, regimeOn } from './regimes.ts'

describe('regimeOn', () => {
  it.each([
    [20190101, 'unlabelled'],
    [20190102, 'bull'],
    [20210218, 'bull'],
    [20210219, 'range'],
    [20211213, 'range'],
    [20211214, 'bear'],
    [20240206, 'bear'],
    [20240207, 'range'],
    [20240923, 'range'],
    [20240924, 'bull'],
    [20250911, 'bull'],
    [20250912, 'unlabelled'],
  ])('%d is %s (G15)', (date, regime) => {
    expect(regimeOn(date as TradeDate)).toBe(regime)
  })

  it('has periods without gaps or overlap', () => {
    for (const [index, { from, to }] of REGIME_PERIODS.entries()) {
      expect(from).toBeLessThan(to)
      if (index > 0) expect(from).toBe(addDays(REGIME_PERIODS[index - 1]!.to, 1))
    }
  })
})
