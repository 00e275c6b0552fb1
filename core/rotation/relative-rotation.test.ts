import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rotate } from './relative-rotation.ts'

/** Fixture G24: the published weeks of C11, with the microcap index first and the Mao index second. */
const PUBLISHED = [
  ['S2, week to 2025-10-24', 1.97, 1.67, 0.0034, -0.0008, 'first', 'slopes'],
  ['2025-07', 2.0, 1.48, 0.005, 0.004, 'first', 'average'],
  ['2025-06-30', 1.93, 1.41, 0.00257, -0.00019, 'first', 'slopes'],
  // Published as signs only: above the average, microcap falling, Mao rising.
  ['2025-09-08', 1.2, 1, -0.001, 0.001, 'second', 'slopes'],
] as const

describe('rotation', () => {
  it.each(PUBLISHED)('%s', (_week, relative, average, firstSlope, secondSlope, side, rule) => {
    expect(rotate({ relative, average, firstSlope, secondSlope }, null)).toEqual({ side, rule })
  })

  it('goes by the average where both slopes have one sign, or one is flat', () => {
    for (const [firstSlope, secondSlope] of [
      [0.001, 0.002],
      [-0.001, -0.002],
      [0, -0.001],
      [0.001, 0],
      [0, 0],
    ] as const) {
      expect(rotate({ relative: 1.1, average: 1, firstSlope, secondSlope }, 'second').side).toBe('first')
      expect(rotate({ relative: 0.9, average: 1, firstSlope, secondSlope }, 'first').side).toBe('second')
    }
  })

  it('keeps what was held where the relative value stands on its average', () => {
    const level = { relative: 1, average: 1, firstSlope: 0.001, secondSlope: 0.001 }
    for (const previous of ['first', 'second', null] as const)
      expect(rotate(level, previous)).toEqual({ side: previous, rule: 'kept' })
  })

  it('is symmetric: with the indices exchanged the other side is held', () => {
    const figure = fc.double({ min: -0.02, max: 0.02, noNaN: true })
    const level = fc.double({ min: 0.1, max: 10, noNaN: true })
    fc.assert(
      fc.property(level, level, figure, figure, (relative, average, firstSlope, secondSlope) => {
        fc.pre(Math.abs(relative - average) > 1e-6)
        const straight = rotate({ relative, average, firstSlope, secondSlope }, null)
        const exchanged = rotate(
          { relative: -relative, average: -average, firstSlope: secondSlope, secondSlope: firstSlope },
          null,
        )
        expect(exchanged.side).toBe(straight.side === 'first' ? 'second' : 'first')
      }),
    )
  })
})
