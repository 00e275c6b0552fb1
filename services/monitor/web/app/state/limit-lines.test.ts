import { describe, expect, it } from 'vitest'
import { limitLines } from './limit-lines.ts'

describe('limit lines of a stock’s day', () => {
  it('gives the limit-down price by the rule that gives the limit-up price', () => {
    // 10.05 at 10%: 11.055 is 11.06 and 9.045 is 9.05, half up
    expect(limitLines({ limitUp: 11.06, limitPercent: 10, prevClose: 10.05, board: 'SH_MAIN' })).toEqual({
      up: 11.06,
      down: 9.05,
    })
    // Beijing at 30%: 13.065 is cut to 13.06, 7.035 up to 7.04
    expect(limitLines({ limitUp: 13.06, limitPercent: 30, prevClose: 10.05, board: 'BSE' })).toEqual({
      up: 13.06,
      down: 7.04,
    })
  })

  it('draws no limit-down where the rule disagrees with what came, and none at all without a limit', () => {
    expect(limitLines({ limitUp: 11.05, limitPercent: 10, prevClose: 10.05, board: 'SH_MAIN' })).toEqual({
      up: 11.05,
      down: null,
    })
    expect(limitLines({ limitUp: null, limitPercent: null, prevClose: 10, board: 'STAR' })).toBeNull()
  })
})
