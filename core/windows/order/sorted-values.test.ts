import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SortedValues } from './sorted-values.ts'

/** Compares with an array that is sorted anew. */
function expectEqual(sorted: SortedValues, values: readonly number[], probes: readonly number[]): void {
  const ascending = [...values].sort((a, b) => a - b)
  expect(sorted.size).toBe(ascending.length)
  expect(ascending.map((_, rank) => sorted.at(rank))).toEqual(ascending)
  for (const probe of probes) {
    expect(sorted.below(probe)).toBe(ascending.filter((value) => value < probe).length)
    expect(sorted.atOrBelow(probe)).toBe(ascending.filter((value) => value <= probe).length)
  }
}

describe('SortedValues', () => {
  it('is a sorted array, whatever comes and goes', () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: -500, max: 500 }))
    const step = fc.tuple(fc.constantFrom('insert', 'insert', 'insert', 'remove'), value, fc.nat())
    fc.assert(
      fc.property(fc.array(step, { minLength: 100, maxLength: 600, size: 'max' }), (steps) => {
        const sorted = new SortedValues()
        const values: number[] = []
        for (const [kind, drawn, index] of steps) {
          if (kind === 'insert' || values.length === 0) {
            sorted.insert(drawn)
            values.push(drawn)
          } else sorted.remove(values.splice(index % values.length, 1)[0]!)
        }
        expectEqual(sorted, values, [-501, -3, 0, 1, 2, 4, 77, 501])
      }),
      { numRuns: 50 },
    )
  })

  it.each<[string, (at: number) => number]>([
    ['rising', (at) => at],
    ['falling', (at) => -at],
    ['all equal', () => 7],
    ['two values', (at) => at % 2],
    ['scattered', (at) => (at * 7919) % 1009],
    ['rising in waves', (at) => Math.round(100 * Math.sin(at / 50)) + at / 10],
  ])('slides over 5,000 values that are %s', (_, valueAt) => {
    const sorted = new SortedValues()
    const length = 1_000
    for (let at = 0; at < 5_000; at += 1) {
      if (at >= length) sorted.remove(valueAt(at - length))
      sorted.insert(valueAt(at))
      if (at % 1_000 !== 999) continue
      const window = Array.from({ length: Math.min(length, at + 1) }, (_, back) => valueAt(at - back))
      expectEqual(sorted, window, [-1, 0, 1, 7, valueAt(at), valueAt(at) + 0.5])
    }
  })

  it('goes on by itself after it was taken over, and begins anew when cleared', () => {
    const one = new SortedValues()
    for (let at = 0; at < 300; at += 1) one.insert(at)
    const other = new SortedValues()
    other.take(one)
    for (let at = 0; at < 300; at += 2) other.remove(at)
    expectEqual(
      one,
      Array.from({ length: 300 }, (_, at) => at),
      [150],
    )
    expectEqual(
      other,
      Array.from({ length: 150 }, (_, at) => 2 * at + 1),
      [150],
    )
    one.clear()
    expectEqual(one, [], [0])
    for (let at = 0; at < 200; at += 1) one.insert(at % 3)
    expectEqual(
      one,
      Array.from({ length: 200 }, (_, at) => at % 3),
      [0, 1, 2, 3],
    )
  })
})
