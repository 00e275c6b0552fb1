import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PairFigures, scoreOversold, scoreStrong } from './scores.ts'

const pair = (number: number, figures: Partial<PairFigures> = {}): PairFigures => ({
  number,
  qUs: 50,
  qCn: 50,
  excessUs: 0,
  tradable: true,
  ...figures,
})
const held = (scored: ReturnType<typeof scoreStrong>): number[] =>
  scored.filter((each) => each.held).map(({ number }) => number)

describe('strong mapping', () => {
  it('holds pairs 2, 3 and 4 when their shared US industry stands highest (G18)', () => {
    const pairs = Array.from({ length: 22 }, (_, at) => pair(at + 1, { qUs: 40 + at, excessUs: 0.01 }))
    const shared = { qUs: 99, excessUs: 0.08 }
    for (const number of [2, 3, 4]) pairs[number - 1] = pair(number, shared)
    expect(held(scoreStrong(pairs, 3))).toEqual([2, 3, 4])
  })

  it('breaks ties by the higher US excess return, then by the order of pairs', () => {
    const pairs = [
      pair(1, { qUs: 90, excessUs: 0.01 }),
      pair(2, { qUs: 90, excessUs: 0.03 }),
      pair(3, { qUs: 90, excessUs: 0.02 }),
      pair(4, { qUs: 90, excessUs: 0.01 }),
      pair(5, { qUs: 95, excessUs: -0.5 }),
    ]
    const scored = scoreStrong(pairs, 3)
    expect(scored.map(({ rank }) => rank)).toEqual([4, 2, 3, 5, 1])
    expect(held(scored)).toEqual([2, 3, 5])
  })

  it('passes over an industry that cannot be bought, but needs no Chinese percentile', () => {
    const pairs = [pair(1, { qUs: 99, tradable: false }), pair(2, { qUs: 60, qCn: null }), pair(3)]
    expect(scoreStrong(pairs, 1)).toEqual([
      { number: 1, score: null, rank: null, held: false },
      { number: 2, score: 60, rank: 1, held: true },
      { number: 3, score: 50, rank: 2, held: false },
    ])
  })
})

describe('oversold rebound', () => {
  it('holds the three that lag most, and none that leads', () => {
    const pairs = [
      pair(1, { qUs: 80, qCn: 20 }),
      pair(2, { qUs: 30, qCn: 90 }),
      pair(3, { qUs: 70, qCn: 40 }),
      pair(4, { qUs: 50, qCn: 50 }),
    ]
    const scored = scoreOversold(pairs, 3)
    expect(scored.map(({ score, rank }) => [score, rank])).toEqual([
      [60, 1],
      [-60, 4],
      [30, 2],
      [0, 3],
    ])
    expect(held(scored)).toEqual([1, 3])
  })

  it('scores no pair of which one side is unknown', () => {
    expect(scoreOversold([pair(1, { qCn: null }), pair(2, { qUs: null })], 3)).toEqual([
      { number: 1, score: null, rank: null, held: false },
      { number: 2, score: null, rank: null, held: false },
    ])
  })
})

describe('both', () => {
  const figures = fc.record({
    qUs: fc.option(fc.integer({ min: 0, max: 4 })),
    qCn: fc.option(fc.integer({ min: 0, max: 4 })),
    excessUs: fc.option(fc.integer({ min: -2, max: 2 })),
    tradable: fc.boolean(),
  })
  const pairs = fc.array(figures, { maxLength: 12 }).map((all) => all.map((each, at) => pair(at + 1, each)))

  it.each([scoreOversold, scoreStrong])(
    '%o ranks each scored pair once, by score, whatever the order given',
    (score) => {
      fc.assert(
        fc.property(pairs, (given) => {
          const scored = score(given, 3)
          const ranked = scored.filter(({ rank }) => rank !== null).sort((a, b) => a.rank! - b.rank!)
          expect(ranked.map(({ rank }) => rank)).toEqual(ranked.map((_, at) => at + 1))
          for (const [at, { score }] of ranked.slice(1).entries())
            expect(score!).toBeLessThanOrEqual(ranked[at]!.score!)
          const again = score([...given].reverse(), 3)
          expect([...again].sort((a, b) => a.number - b.number)).toEqual(scored)
        }),
      )
    },
  )
})
