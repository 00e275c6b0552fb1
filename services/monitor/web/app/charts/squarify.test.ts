import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { squarify } from './squarify.ts'

describe('squarified treemap', () => {
  it('lays out the example of the paper', () => {
    // Bruls, Huizing, van Wijk 2000, figure 4: areas 6 6 4 3 2 2 1 in a rectangle of 6 by 4.
    const rects = squarify([6, 6, 4, 3, 2, 2, 1], 6, 4)
    const rounded = rects.map(({ x, y, width, height }) =>
      [x, y, width, height].map((value) => Math.round(value * 100) / 100),
    )
    expect(rounded).toEqual([
      [0, 0, 3, 2],
      [0, 2, 3, 2],
      [3, 0, 1.71, 2.33],
      [4.71, 0, 1.29, 2.33],
      [3, 2.33, 1.2, 1.67],
      [4.2, 2.33, 1.2, 1.67],
      [5.4, 2.33, 0.6, 1.67],
    ])
  })

  it('gives each value its share, inside, side by side', () => {
    const values = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 130 })
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: 50, max: 2_000 }),
        fc.integer({ min: 50, max: 1_000 }),
        (list, w, h) => {
          const sorted = list.toSorted((a, b) => b - a)
          const sum = sorted.reduce((all, value) => all + value, 0)
          const rects = squarify(sorted, w, h)
          for (const [index, { x, y, width, height }] of rects.entries()) {
            expect(width * height).toBeCloseTo(((sorted[index] ?? 0) / sum) * w * h, 3)
            expect(Math.min(x, y)).toBeGreaterThan(-1e-6)
            expect(x + width).toBeLessThan(w + 1e-6)
            expect(y + height).toBeLessThan(h + 1e-6)
            for (const other of rects.slice(index + 1)) {
              const across = Math.min(x + width, other.x + other.width) - Math.max(x, other.x)
              const down = Math.min(y + height, other.y + other.height) - Math.max(y, other.y)
              expect(Math.min(across, down)).toBeLessThan(1e-6)
            }
          }
        },
      ),
      { numRuns: 40 },
    )
  })
})
