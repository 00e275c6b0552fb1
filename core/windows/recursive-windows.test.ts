import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createWindow, restoreWindow, type WindowSpec } from './create-window.ts'
import { Drawdown } from './drawdown.ts'
import { Ema } from './ema.ts'
import { Macd } from './macd.ts'
import { Rational } from './testing/rational.ts'
import type { SeriesWindow } from './window.ts'

type Values = readonly number[]

const one = new Rational(1n)
const powersOf = (base: Rational, count: number): Rational[] =>
  Array.from({ length: count }, (_, at) =>
    Array.from({ length: at }, () => base).reduce((a, b) => a.times(b), one),
  )

/** The weighted mean that the recursion amounts to, in exact arithmetic. */
function averageOf(values: Values, alpha: number, seed: 'first' | 'adjusted'): number {
  const rest = one.minus(Rational.of(alpha))
  const weights = powersOf(rest, values.length).reverse()
  if (seed === 'first')
    for (let at = 1; at < weights.length; at += 1) weights[at] = weights[at]!.times(Rational.of(alpha))
  const weighted = Rational.sum(values.map((value, at) => Rational.of(value).times(weights[at]!)))
  return weighted.over(Rational.sum(weights)).toNumber()
}

const chained = (values: Values, alpha: number): number[] =>
  values.map((_, at) => averageOf(values.slice(0, at + 1), alpha, 'first'))

function streakOf(values: Values): number {
  const sign = Math.sign(values.at(-1)!)
  const back = values.toReversed().findIndex((value) => Math.sign(value) !== sign)
  return sign * (back < 0 ? values.length : back) + 0
}

const LENGTH = 4
const ALPHA = 2 / (LENGTH + 1)

/** Definitions over all values since the restart. */
const DEFINITIONS: Readonly<
  Record<string, { readonly spec: WindowSpec; readonly of: (values: Values) => number }>
> = {
  ema: {
    spec: { kind: 'ema', length: LENGTH, minimum: 1 },
    of: (values) => averageOf(values, ALPHA, 'first'),
  },
  'ema, alpha': {
    spec: { kind: 'ema', length: LENGTH, alpha: 0.25, minimum: 1 },
    of: (values) => averageOf(values, 0.25, 'first'),
  },
  'ema, adjusted': {
    spec: { kind: 'ema', length: LENGTH, seed: 'adjusted', minimum: 1 },
    of: (values) => averageOf(values, ALPHA, 'adjusted'),
  },
  dema: {
    spec: { kind: 'dema', length: LENGTH, minimum: 1 },
    of: (values) => {
      const once = chained(values, ALPHA)
      return 2 * once.at(-1)! - chained(once, ALPHA).at(-1)!
    },
  },
  tema: {
    spec: { kind: 'tema', length: LENGTH, minimum: 1 },
    of: (values) => {
      const once = chained(values, ALPHA)
      const twice = chained(once, ALPHA)
      return 3 * once.at(-1)! - 3 * twice.at(-1)! + chained(twice, ALPHA).at(-1)!
    },
  },
  macd: {
    spec: { kind: 'macd', fast: 3, slow: 6, minimum: 1 },
    of: (values) => averageOf(values, 2 / 4, 'first') - averageOf(values, 2 / 7, 'first'),
  },
  'macd, histogram': {
    spec: { kind: 'macd', fast: 3, slow: 6, signal: 4, line: 'histogram', minimum: 1 },
    of: (values) => {
      const fast = chained(values, 2 / 4)
      const slow = chained(values, 2 / 7)
      const dif = fast.map((value, at) => value - slow[at]!)
      return 2 * (dif.at(-1)! - averageOf(dif, 2 / 5, 'first'))
    },
  },
  streak: { spec: { kind: 'streak' }, of: streakOf },
}

const place = fc.option(
  fc.oneof(fc.integer({ min: -2, max: 2 }), fc.double({ min: -100, max: 100, noNaN: true })),
  { freq: 6 },
)
const places = fc.array(place, { maxLength: 25 })

describe.each(Object.entries(DEFINITIONS))('recursive window: %s', (_, { spec, of }) => {
  it('equals its definition over all values since the restart, nulls left out', () => {
    fc.assert(
      fc.property(places, places, (before, drawn) => {
        const window = createWindow(spec) as SeriesWindow
        for (const value of before) window.push(value)
        window.restart()
        expect(window.value).toBeNull()
        const values: number[] = []
        for (const value of drawn) {
          window.push(value)
          if (value !== null) values.push(value)
          expect(window.count).toBe(values.length)
          if (values.length === 0) expect(window.value).toBeNull()
          else expect(Math.abs(window.value! - of(values))).toBeLessThanOrEqual(1e-12 * 100)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('goes on bit for bit from a snapshot and from a clone', () => {
    fc.assert(
      fc.property(places, places, (before, after) => {
        const window = createWindow(spec) as SeriesWindow
        for (const value of before) window.push(value)
        const others = [restoreWindow(spec, window.snapshot()) as SeriesWindow, window.clone()]
        for (const value of after) {
          window.push(value)
          for (const other of others) {
            other.push(value)
            expect(Object.is(other.value, window.value)).toBe(true)
          }
        }
        for (const other of others) expect(other.snapshot()).toEqual(window.snapshot())
      }),
    )
  })

  it('refuses what is no value, and stays as it was', () => {
    const window = createWindow(spec) as SeriesWindow
    window.push(2)
    const before = window.snapshot()
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, -1e280]) {
      expect(() => window.push(bad)).toThrow(RangeError)
      expect(() => window.push(bad)).toThrow(`${spec.kind}`)
    }
    expect(window.snapshot()).toEqual(before)
    expect(() => window.restore(before.subarray(1))).toThrow(/snapshot/)
  })
})

describe('Ema', () => {
  it('is unknown below its minimum, the length unless told otherwise', () => {
    const window = new Ema({ length: 3 })
    const values = [1, 2, 3].map((value) => {
      window.push(value)
      return window.value
    })
    // 1, 1.5, 2.25
    expect(values).toEqual([null, null, 2.25])
  })

  it('may begin at the mean of the first values', () => {
    const window = new Ema({ length: 3, seed: 'mean', minimum: 1 })
    const values = [1, 2, 6, 5, null, 4].map((value) => {
      window.push(value)
      return window.value
    })
    // mean of 1, 2, 6 is 3; then half way to 5, and to 4
    expect(values).toEqual([null, null, 3, 4, 4, 4])
  })
})

describe('Macd', () => {
  it('has its lines once there are enough values', () => {
    const window = new Macd({ fast: 2, slow: 3, signal: 2 })
    const lines = [1, 2, 4, 8].map((value) => {
      window.push(value)
      return [window.value, window.dif]
    })
    expect(lines.slice(0, 2)).toEqual([
      [null, null],
      [null, null],
    ])
    // fast: 1, 5/3, 29/9, 173/27; slow: 1, 1.5, 2.75, 5.375
    expect(window.dif).toBeCloseTo(173 / 27 - 5.375, 12)
    // dif: 0, 1/6, 17/36, 223/216; dea: 0, 1/9, 19/54, 521/648
    const dea = ((0 + (2 / 3) * (1 / 6)) / 3 + (2 / 3) * (17 / 36)) / 3 + (2 / 3) * (173 / 27 - 5.375)
    expect(window.dea).toBeCloseTo(dea, 12)
    expect(window.histogram).toBeCloseTo(2 * (173 / 27 - 5.375 - dea), 12)
  })

  it('may begin at means', () => {
    const window = new Macd({ fast: 2, slow: 3, signal: 2, seed: 'mean', line: 'dea', minimum: 1 })
    const values = [3, 6, 9, 12].map((value) => {
      window.push(value)
      return [window.dif, window.value]
    })
    // fast: mean(3, 6) = 4.5, 7.5, 10.5; slow: mean(3, 6, 9) = 6, 9
    expect(values).toEqual([
      [null, null],
      [null, null],
      [1.5, null],
      [1.5, 1.5],
    ])
  })
})

describe('Drawdown', () => {
  it('measures from the peak, and keeps the deepest', () => {
    const window = new Drawdown()
    const seen = [100, 120, 90, null, 108, 240, 60].map((value) => {
      window.push(value)
      return [window.value, window.peak, window.deepest]
    })
    expect(seen).toEqual([
      [0, 100, 0],
      [0, 120, 0],
      [-0.25, 120, -0.25],
      [-0.25, 120, -0.25],
      [-0.1, 120, -0.25],
      [0, 240, -0.25],
      [-0.75, 240, -0.75],
    ])
    expect(() => window.push(0)).toThrow(/positive/)
    expect(window.clone().value).toBe(-0.75)
    const restored = new Drawdown()
    restored.restore(window.snapshot())
    expect(restored.deepest).toBe(-0.75)
  })
})
