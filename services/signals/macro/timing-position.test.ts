import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { strengthOf, timingPosition } from './timing-position.ts'

describe('position of macro timing', () => {
  /** Fixture G26: the months of C14 of which both strengths and the position were published, in percent. */
  it.each([
    ['2025-02', 0, 60, 30],
    ['2025 spring', 0, 50, 25],
    ['2025-06', 50, 40, 45],
    ['2025-07', 100, 0, 50],
    ['2025-09', 100, 50, 75],
    ['2025-10 [S2]', 40, 60, 50],
    ['2025-11', 0, 50, 25],
  ])('%s', (_month, growth, liquidity, position) => {
    expect(timingPosition(growth / 100, liquidity / 100)).toBeCloseTo(position / 100, 12)
  })

  it('is unknown where one side is', () => {
    expect(timingPosition(null, 0.5)).toBeNull()
    expect(timingPosition(0.5, null)).toBeNull()
  })

  it('counts the bullish among the active', () => {
    expect(strengthOf([1, 0, null, 1, 0, 0], 2)).toEqual({ share: 0.4, active: 5 })
    expect(strengthOf([1, null], 2)).toEqual({ share: null, active: 1 })
    expect(strengthOf([], 1)).toEqual({ share: null, active: 0 })
  })

  it('lies between nothing and everything', () => {
    const votes = fc.array(fc.constantFrom(0, 1, null), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(votes, votes, (growth, liquidity) => {
        const position = timingPosition(strengthOf(growth, 1).share, strengthOf(liquidity, 1).share)
        if (position !== null) expect(position >= 0 && position <= 1).toBe(true)
      }),
    )
  })
})
