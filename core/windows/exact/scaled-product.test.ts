import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Rational } from '../testing/rational.ts'
import { exactProduct, ScaledProduct } from './scaled-product.ts'

const factor = fc
  .oneof(
    fc.double({ min: -4, max: 4, noNaN: true }),
    fc.integer({ min: -9, max: 9 }),
    fc.constantFrom(1.5, 2 ** 20),
  )
  .filter((value) => Math.abs(value) > 1e-3)
const productOf = (values: readonly number[]): Rational =>
  values.map(Rational.of).reduce((all, each) => all.times(each), new Rational(1n))

describe('ScaledProduct', () => {
  it('rounds once, or says that it cannot tell', () => {
    let undecided = 0
    fc.assert(
      fc.property(fc.array(factor, { maxLength: 40 }), (values) => {
        const product = new ScaledProduct()
        for (const value of values) product.times(value)
        const rounded = product.rounded(values.length)
        if (rounded === undefined) undecided += 1
        else expect(rounded).toBe(productOf(values).toNumber())
        expect(exactProduct(values)).toBe(productOf(values).toNumber())
      }),
      { numRuns: 500 },
    )
    expect(undecided).toBeLessThan(20)
  })

  it('cannot tell a tie from what is nearly one, which integers can', () => {
    // 2^27 + 1 times 2^26 + 1 has 54 bits, of which the last is set: half way between two doubles.
    const values = [2 ** 27 + 1, 2 ** 26 + 1]
    const product = new ScaledProduct()
    for (const value of values) product.times(value)
    expect(product.rounded(2)).toBeUndefined()
    expect(exactProduct(values)).toBe(Number((2n ** 27n + 1n) * (2n ** 26n + 1n)))
  })

  it('neither overflows nor underflows on the way', () => {
    const product = new ScaledProduct()
    for (const value of [1e200, 1e200, 3, 1e-200, 1e-200]) product.times(value)
    expect(product.rounded(5)).toBe(exactProduct([1e200, 1e200, 3, 1e-200, 1e-200]))
    expect(product.rounded(5)).toBeCloseTo(3, 12)
    expect(exactProduct([1e200, 1e200])).toBe(Number.POSITIVE_INFINITY)
    expect(exactProduct([-1e200, 1e200])).toBe(Number.NEGATIVE_INFINITY)
    expect(exactProduct([1e-200, 1e-200])).toBe(0)
    expect(exactProduct([2 ** -600, 3 * 2 ** -474])).toBe(3 * Number.MIN_VALUE)
    expect(exactProduct([2 ** -600, 5 * 2 ** -475])).toBe(2 * Number.MIN_VALUE)
  })
})
