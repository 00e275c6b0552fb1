import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STAGES, stageOf } from './stage-grid.ts'

const chineseOf = (height: number, promoted: number, base: number): string | undefined => {
  const { stage } = stageOf(height, promoted, base)
  return STAGES.find(({ code }) => code === stage)?.chinese
}

describe('stageOf', () => {
  it.each([
    [2, 1, 5, '冰点低迷期'],
    [2, 1, 4, '冰点蓄势期'],
    [3, 9, 20, '冰点异动期'],
    [4, 24, 100, '混沌降温期'],
    [6, 44, 100, '混沌拉锯期'],
    [5, 9, 20, '混沌活跃期'],
    [8, 1, 10, '主线分歧期'],
    [7, 1, 4, '主线稳健期'],
    [9, 45, 100, '主线加速期'],
    [10, 1, 5, '高潮衰退期'],
    [11, 2, 5, '高潮分化期'],
    [12, 9, 20, '高潮亢奋期'],
    // thresholds are exact: no rate is rounded up into the next column
    [5, 9, 36, '混沌拉锯期'],
    [5, 2499, 10_000, '混沌降温期'],
    [5, 4499, 10_000, '混沌拉锯期'],
    [5, 0, 1, '混沌降温期'],
    [5, 1, 1, '混沌活跃期'],
    [37, 1, 1, '高潮亢奋期'],
  ])('height %d, %d of %d promoted: %s (G13)', (height, promoted, base, chinese) => {
    expect(chineseOf(height, promoted, base)).toBe(chinese)
  })

  it.each([
    [0, 0, 0, 'noCohort'],
    [1, 0, 30, 'belowGrid'],
    [5, 0, 0, 'noCohort'],
    [0, 0, 30, 'belowGrid'],
    [5, null, null, 'noCohort'],
    [1, null, 3, 'noCohort'],
  ] as const)('height %d, %s of %s has no stage: %s (G14)', (height, promoted, base, reason) => {
    expect(stageOf(height, promoted, base)).toEqual({ stage: null, reason })
  })

  it('equals the grid read as a table of fractions', () => {
    const rows = [
      [2, 3, ['ice-slump', 'ice-build-up', 'ice-stir']],
      [4, 6, ['chaos-cooling', 'chaos-tug', 'chaos-active']],
      [7, 9, ['theme-divergence', 'theme-steady', 'theme-acceleration']],
      [10, 1000, ['climax-decline', 'climax-split', 'climax-euphoria']],
    ] as const
    const cohort = fc.integer({ min: 1, max: 500 }).chain((base) => fc.tuple(fc.nat(base), fc.constant(base)))
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), cohort, (height, [promoted, base]) => {
        const [, , cells] = rows.find(([from, to]) => height >= from && height <= to)!
        const column = 4 * promoted < base ? 0 : 20 * promoted < 9 * base ? 1 : 2
        expect(stageOf(height, promoted, base)).toEqual({ stage: cells[column], reason: null })
      }),
    )
  })
})

describe('STAGES', () => {
  it('are twelve, each with its own code and names', () => {
    expect(STAGES).toHaveLength(12)
    for (const key of ['code', 'chinese', 'english'] as const) {
      expect(new Set(STAGES.map((stage) => stage[key])).size).toBe(12)
    }
  })
})
