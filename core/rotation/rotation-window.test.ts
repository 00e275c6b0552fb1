import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparable } from '../statistics/percentile-rank.ts'
import type { RotationSide } from './relative-rotation.ts'
import { newRotation, takeCloses } from './rotation-window.ts'

const SESSIONS = { average: 15, slope: 5 }

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** Ordinary least squares through (0, y0), (1, y1) .. by the textbook. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const average = meanOf(values)
  const rise = values.reduce((sum, value, at) => sum + (at - middle) * (value - average), 0)
  return rise / values.reduce((sum, _value, at) => sum + (at - middle) ** 2, 0)
}

type Closes = readonly [first: number, second: number]

/** The rule of C11, word by word, from the whole history. */
function naive(closes: readonly Closes[]): (RotationSide | null)[] {
  const [first, second] = closes[0]!
  const relatives = closes.map(([a, b]) => a / first / (b / second))
  let held: RotationSide | null = null
  return closes.map((_, t) => {
    if (t + 1 < SESSIONS.average) return null
    const average = comparable(meanOf(relatives.slice(t + 1 - SESSIONS.average, t + 1)))
    const relative = comparable(relatives[t]!)
    const slopes = ([0, 1] as const).map((index) =>
      slopeOf(closes.slice(t + 1 - SESSIONS.slope, t + 1).map((pair) => Math.log(pair[index]))),
    )
    // Rounding of a flat line is no slope.
    const [micro, mao] = slopes.map((slope) => (Math.abs(slope) < 1e-15 ? 0 : slope)) as [number, number]
    if (micro * mao < 0) held = micro > 0 ? 'first' : 'second'
    else if (relative > average) held = 'first'
    else if (relative < average) held = 'second'
    return held
  })
}

describe('rotation over sessions', () => {
  it('equals the rule, recomputed from the whole history', () => {
    const step = fc.integer({ min: -50, max: 50 }).map((thousandths) => thousandths / 1000)
    fc.assert(
      fc.property(fc.array(fc.tuple(step, step), { minLength: 20, maxLength: 80 }), (steps) => {
        const closes: Closes[] = []
        let pair: Closes = [100, 3000]
        for (const [a, b] of steps) {
          pair = [pair[0] * (1 + a), pair[1] * (1 + b)]
          closes.push(pair)
        }
        const memory = newRotation(SESSIONS)
        const sides = closes.map((each) => takeCloses(memory, each).decision?.side ?? null)
        expect(sides).toEqual(naive(closes))
      }),
    )
  })

  it('scales with the first common session: 1 there', () => {
    const memory = newRotation(SESSIONS)
    expect(takeCloses(memory, [37, 4100]).relative).toBe(1)
    expect(takeCloses(memory, [74, 4100]).relative).toBe(2)
  })
})
