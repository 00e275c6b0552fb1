import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Rational } from '../testing/rational.ts'
import { DoubleDouble } from './double-double.ts'
import { ExactSum } from './exact-sum.ts'

const anyValue = fc.oneof(
  fc.double({ min: -1e270, max: 1e270, noNaN: true }),
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc
    .tuple(fc.maxSafeInteger(), fc.integer({ min: -900, max: 800 }))
    .map(([mantissa, at]) => mantissa * 2 ** at),
  fc.constantFrom(0, -0, Number.MIN_VALUE, 2 ** -1022, 2 ** 53, 2 ** 53 + 2, 1, -1, 2 ** -53, 2 ** 52 + 0.5),
)
const sumOf = (values: readonly number[]): Rational => Rational.sum(values.map(Rational.of))
const readable = (sum: Rational): boolean => {
  const magnitude = Math.abs(sum.toNumber())
  return magnitude < 1e290
}

describe('ExactSum', () => {
  it('rounds once, whatever was added', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 50 }), (values) => {
        const exact = sumOf(values)
        fc.pre(readable(exact))
        for (const sum of [new ExactSum(), new ExactSum(50), new ExactSum(10_000)]) {
          for (const value of values) sum.add(value)
          expect(sum.rounded()).toBe(exact.toNumber())
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('is nothing once all has been taken away, in any order', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 50 }), (values) => {
        const sum = new ExactSum()
        for (const value of values) sum.add(value)
        for (const value of [...values].sort()) sum.add(-value)
        expect(sum.rounded()).toBe(0)
        sum.add(0.1)
        expect(sum.rounded()).toBe(0.1)
      }),
    )
  })

  it('reads the same from two parts as from limbs', () => {
    const price = fc.double({ min: 0.01, max: 1_000, noNaN: true })
    const amount = fc.integer({ min: 0, max: 1_000_000_000 })
    const rate = fc.double({ min: -0.1, max: 0.1, noNaN: true })
    const series = fc.array(fc.oneof(price, amount, rate), { maxLength: 60 })
    fc.assert(
      fc.property(series, fc.constantFrom(1e-30, 1e40), (values, stranger) => {
        const [limbs, parts, mixed] = [new ExactSum(), new ExactSum(200), new ExactSum(200)]
        for (const [index, value] of values.entries()) {
          for (const sum of [limbs, parts, mixed]) sum.add(value)
          if (index === 20) mixed.add(stranger)
          if (index === 40) mixed.add(-stranger)
          if (index >= 20 && index < 40) continue
          const read = [limbs, parts, mixed].map((sum) => {
            const into = new DoubleDouble()
            sum.read(into)
            return [into.high, into.low, sum.rounded()]
          })
          expect(read[1]).toEqual(read[2])
          expect(read[1]![2]).toBe(read[0]![2])
        }
      }),
      { numRuns: 300 },
    )
  })

  it('holds as many in two parts as it was made for', () => {
    for (const numbers of [2, 10, 1_000, 2 ** 14]) {
      const sum = new ExactSum(numbers)
      const value = 1 + 2 ** -20 - 2 ** -52
      for (let at = 0; at < numbers; at += 1) sum.add(value)
      expect(sum.rounded()).toBe(Rational.of(value).times(Rational.of(numbers)).toNumber())
    }
  })

  it('knows which way a tie goes that is none', () => {
    for (const sign of [1, -1]) {
      const sum = new ExactSum()
      // Half way between 1 and the next double, and a little more or less.
      sum.add(1)
      sum.add(2 ** -53)
      expect(sum.rounded()).toBe(1)
      sum.add(sign * 2 ** -900)
      expect(sum.rounded()).toBe(sign === 1 ? 1 + 2 ** -52 : 1)
    }
  })

  it('reads 100 bits after any cancellation', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 30 }), (values) => {
        const sum = new ExactSum()
        for (const value of values) sum.add(value)
        const exact = sumOf(values)
        fc.pre(readable(exact) && Math.abs(exact.toNumber()) > 1e-200)
        const read = new DoubleDouble()
        sum.read(read)
        expect(
          Rational.of(read.high)
            .plus(Rational.of(read.low))
            .isWithin(2 ** -100, exact),
        ).toBe(true)
      }),
    )
  })

  it('adds products and cubes exactly', () => {
    const factor = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((x) => (Math.abs(x) < 1e-60 ? 0 : x))
    fc.assert(
      fc.property(fc.array(fc.tuple(factor, factor, factor), { maxLength: 20 }), (triples) => {
        const two = new ExactSum()
        const three = new ExactSum()
        for (const [x, y, z] of triples) {
          two.addProduct(x, y)
          three.addCubeAt(Float64Array.of(z), 0, 1)
        }
        const product = (...factors: number[]): Rational =>
          factors.map(Rational.of).reduce((all, each) => all.times(each))
        const exactTwo = Rational.sum(triples.map(([x, y]) => product(x, y)))
        const exactThree = Rational.sum(triples.map(([, , z]) => product(z, z, z)))
        expect(two.rounded()).toBe(exactTwo.toNumber())
        expect(three.rounded()).toBe(exactThree.toNumber())
      }),
    )
  })

  it('holds a million values of the same sign and limb', () => {
    const sum = new ExactSum()
    const value = 1 + 2 ** -20 - 2 ** -52
    for (let at = 0; at < 2 ** 20; at += 1) sum.add(value)
    expect(sum.rounded()).toBe(value * 2 ** 20)
  })

  it('has one representation after a carry, however it came about', () => {
    const small = fc.integer({ min: -(2 ** 52), max: 2 ** 52 })
    fc.assert(
      fc.property(fc.array(small, { maxLength: 30 }), fc.array(small, { maxLength: 30 }), (kept, passing) => {
        const direct = new ExactSum()
        for (const value of kept) direct.add(value / 7)
        const roundabout = new ExactSum()
        const gone = new ExactSum()
        for (const value of passing) {
          roundabout.add(value * 3.3)
          gone.add(value * 3.3)
          roundabout.carry()
        }
        for (const value of kept) {
          roundabout.add(value / 7)
          roundabout.carry()
        }
        roundabout.subtract(gone)
        for (const sum of [direct, roundabout]) sum.carry()
        const [a, b] = [new DoubleDouble(), new DoubleDouble()]
        direct.read(a)
        roundabout.read(b)
        expect([b.high, b.low]).toEqual([a.high, a.low])
      }),
    )
  })
})
