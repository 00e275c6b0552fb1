import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentileRank } from '../statistics/percentile-rank.ts'
import { crossSectionalRank, crossSectionalTopK, crossSectionalZScore } from './cross-section.ts'
import { EXACT_DEFINITIONS } from './testing/exact-definitions.ts'
import { Rational } from './testing/rational.ts'

const value = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.integer({ min: -1000, max: 1000 }).map((each) => 1e9 + each / 1e6),
)
const section = fc.array(fc.option(value, { freq: 6 }), { maxLength: 30 })

describe('cross-sections', () => {
  it('rank each value among all', () => {
    fc.assert(
      fc.property(section, fc.constantFrom('weak', 'strict', 'mean', 'rank'), (values, rule) => {
        const expected = values.map((each) => (each === null ? null : percentileRank(values, each, { rule })))
        expect(crossSectionalRank(values, rule)).toEqual(expected)
      }),
    )
    expect(crossSectionalRank([3, null, 1, 2])).toEqual([100, null, 100 / 3, 200 / 3])
    expect(crossSectionalRank([3, 1, 2], 'excel')).toEqual([100, 0, 50])
  })

  it('give z-scores as exact arithmetic does', () => {
    fc.assert(
      fc.property(section, fc.constantFrom(0 as const, 1 as const), (values, freedom) => {
        const scores = crossSectionalZScore(values, freedom)
        values.forEach((each, at) => {
          const others = values.filter((_, index) => index !== at)
          const expected = EXACT_DEFINITIONS.zScore(
            [...others, each].map((x) => [x]),
            freedom,
          )
          const score = scores[at]!
          if (expected === null) expect(score).toBeNull()
          else if ('square' in expected) {
            expect(Math.sign(score!)).toBe(expected.sign)
            const square = Rational.of(score!).times(Rational.of(score!))
            expect(square.isWithin(2e-12, expected.square)).toBe(true)
          }
        })
      }),
    )
    expect(crossSectionalZScore([5, null, 5])).toEqual([null, null, null])
  })

  it('find the k greatest, the first of equals first', () => {
    expect(crossSectionalTopK([3, null, 7, 3, 9], 3)).toEqual([4, 2, 0])
    expect(crossSectionalTopK([1], 3)).toEqual([0])
  })

  it('refuse what is no value, and say where it stands', () => {
    expect(() => crossSectionalRank([1, Number.NaN])).toThrow(/NaN at 1/)
    expect(() => crossSectionalZScore([Number.POSITIVE_INFINITY])).toThrow(RangeError)
  })
})
