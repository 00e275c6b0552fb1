import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DoubleDouble } from './double-double.ts'
import { PlacedSum } from './placed-sum.ts'

/** What stands in the window, counted by hand in units of 2^-20; values are multiples of it. */
const UNIT = 2 ** -20
const inUnits = (value: number): bigint => BigInt(value / UNIT)

const read = (from: (into: DoubleDouble) => void): DoubleDouble => {
  const into = new DoubleDouble()
  from(into)
  return into
}
const unitsOf = ({ high, low }: DoubleDouble): bigint => inUnits(high) + inUnits(low)

const multiples = fc
  .tuple(fc.integer({ min: -(2 ** 31), max: 2 ** 31 }), fc.integer({ min: 0, max: 30 }))
  .map(([fraction, exponent]) => fraction * 2 ** exponent * UNIT)

/** Slides the values through a window, in parts and in limbs. */
function slid(values: readonly number[], length: number): { parts: PlacedSum; limbs: PlacedSum } {
  const parts = new PlacedSum(length)
  const limbs = new PlacedSum(0)
  for (const [at, value] of values.entries())
    if (at < length) for (const sum of [parts, limbs]) sum.enter(value, at)
    else for (const sum of [parts, limbs]) sum.slide(values[at - length]!, value, length - 1)
  return { parts, limbs }
}

describe('PlacedSum', () => {
  it('is what integers give, and reads the same from parts as from limbs', () => {
    fc.assert(
      fc.property(fc.array(multiples, { minLength: 8, maxLength: 60 }), (values) => {
        const length = 8
        const held = values.slice(-length).map(inUnits)
        const sum = held.reduce((total, value) => total + value, 0n)
        const placed = held.reduce((total, value, place) => total + BigInt(place) * value, 0n)
        const { parts, limbs } = slid(values, length)
        for (const each of [parts, limbs]) {
          expect(unitsOf(read((into) => each.readSum(into)))).toBe(sum)
          expect(unitsOf(read((into) => each.readPlaced(into)))).toBe(placed)
          expect(unitsOf(read((into) => each.readCentred(length, into)))).toBe(
            2n * placed - BigInt(length - 1) * sum,
          )
        }
      }),
    )
  })

  it('reads the same from parts as from limbs, to the last bit, whatever the values', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0)
    fc.assert(
      fc.property(
        fc.array(fc.oneof(number, fc.constantFrom(1e15, 0, 1e-30, -1e15, 1e-300, 1e120)), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.constantFrom(1, 2, 8, 1_000, 100_000, 2 ** 20),
        (values, length) => {
          const { parts, limbs } = slid(values, length)
          const held = Math.min(values.length, length)
          expect(read((into) => parts.readSum(into))).toEqual(read((into) => limbs.readSum(into)))
          expect(read((into) => parts.readPlaced(into))).toEqual(read((into) => limbs.readPlaced(into)))
          expect(read((into) => parts.readCentred(held, into))).toEqual(
            read((into) => limbs.readCentred(held, into)),
          )
        },
      ),
    )
  })

  it('takes places away one after the other', () => {
    const values = [10.53, 11.07, 9.98, 10.4]
    const parts = new PlacedSum(4)
    values.forEach((value, place) => {
      parts.enter(value, place)
    })
    for (const value of values) parts.leave(value)
    expect(read((into) => parts.readSum(into))).toEqual(read(() => undefined))
    expect(read((into) => parts.readPlaced(into))).toEqual(read(() => undefined))
  })
})
