import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import { type AnyMinute, anyMinute, sharesOf } from './testing/any-market.ts'
import { closeYesterday, MarketRun, minuteBoundary, share } from './testing/intraday.ts'

const YESTERDAY = 2022_03_04 as TradeDate
const TODAY = 2022_03_07 as TradeDate
const FIRST = 118

/** Four minutes over noon, the second corrected once after the third. */
const anyStory = fc.record({
  minutes: fc.array(anyMinute, { minLength: 4, maxLength: 4 }),
  correction: anyMinute,
})
type Story = typeof anyStory extends fc.Arbitrary<infer T> ? T : never

/** All shares of the story in order of event time, from so many tasks. */
function storyOf({ minutes, correction }: Story, tasks: number) {
  const shares = (market: AnyMinute, at: number, known = {}) =>
    sharesOf(TODAY, FIRST + at, market, tasks, known).map(share)
  const late = minuteBoundary(TODAY, FIRST + 2) + 1_500
  return [
    shares(minutes[0]!, 0),
    shares(minutes[1]!, 1),
    shares(minutes[2]!, 2),
    shares(correction, 1, { revision: 1, eventTime: late }),
    shares(minutes[3]!, 3),
  ]
}

function runOf(batches: readonly (readonly ReturnType<typeof share>[])[], restarts = false) {
  const run = new MarketRun()
  closeYesterday(run, YESTERDAY, [1, 2, 3])
  run.open(TODAY)
  for (const batch of batches) {
    run.take(...batch)
    if (restarts) run.restart()
  }
  run.close(TODAY)
  // Hygiene counters are named by task here, so that names differ between task counts.
  return run.outputs.map((output) =>
    output.topic === 'minutes'
      ? { ...output, value: { ...output.value, hygiene: { accepted: output.value.hygiene.accepted } } }
      : output,
  )
}

describe('rows of minutes', () => {
  it('are the same from 1, 3 and 12 tasks, in whatever order their shares come (P1, P11)', () => {
    fc.assert(
      fc.property(anyStory, fc.infiniteStream(fc.nat()), (story, random) => {
        const expected = runOf(storyOf(story, 1))
        for (const tasks of [3, 12]) {
          const shuffled = storyOf(story, tasks).map((moment) =>
            moment
              .map((entry) => ({ entry, at: random.next().value }))
              .sort((a, b) => a.at - b.at)
              .map(({ entry }) => entry),
          )
          expect(runOf(shuffled)).toEqual(expected)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('are the same however many moments a batch holds (P6)', () => {
    fc.assert(
      fc.property(anyStory, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), (story, cuts) => {
        const moments = storyOf(story, 3)
        const batches: (typeof moments)[number][] = []
        for (const [at, moment] of moments.entries()) {
          const before = at > 0 && cuts[at - 1] ? batches.pop()! : []
          batches.push([...before, ...moment])
        }
        expect(runOf(batches)).toEqual(runOf(moments))
      }),
      { numRuns: 60 },
    )
  })

  it('are the same after restarts anywhere (P3)', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        expect(runOf(storyOf(story, 3), true)).toEqual(runOf(storyOf(story, 3)))
      }),
      { numRuns: 30 },
    )
  })

  it('end, corrected, as if they had come right at first (P7)', () => {
    fc.assert(
      fc.property(anyStory, ({ minutes, correction }) => {
        const latest = (outputs: ReturnType<typeof runOf>) =>
          Object.fromEntries(
            outputs
              .filter(({ topic, value }) => ['minutes', 'groups'].includes(topic) && !value.deleted)
              .map(({ key, value }) => [key, { ...value, revision: 0, eventTime: 0 }]),
          )
        const withdrawn = (outputs: ReturnType<typeof runOf>) =>
          outputs.filter(({ value }) => value.deleted).map(({ key }) => key)
        const corrected = runOf(storyOf({ minutes, correction }, 3))
        const plain = runOf(
          [minutes[0]!, correction, minutes[2]!, minutes[3]!].map((market, at) =>
            sharesOf(TODAY, FIRST + at, market, 3).map(share),
          ),
        )
        const found = latest(corrected)
        for (const key of withdrawn(corrected)) delete found[key]
        expect(found).toEqual(latest(plain))
      }),
      { numRuns: 60 },
    )
  })

  it('keep what holds for rates and counts (P9)', () => {
    fc.assert(
      fc.property(anyMinute, (market) => {
        const run = new MarketRun()
        closeYesterday(run, YESTERDAY, [1, 2, 3])
        run.open(TODAY).take(...sharesOf(TODAY, 20, market, 3).map(share))
        for (const row of run.said('minutes')) {
          for (const rate of [row.sealRate, row.promotionRate])
            expect(rate === null || (rate >= 0 && rate <= 1)).toBe(true)
          expect(row.limitUps + row.broken).toBe(row.touched)
          expect(row.promoted).toBeLessThanOrEqual(row.promotedAtLimit!)
          expect(row.promotedAtLimit).toBeLessThanOrEqual(row.promotedTouched!)
          expect(row.promotedTouched).toBeLessThanOrEqual(row.base!)
          const overTiers = (field: 'boards' | 'base' | 'promoted' | 'touched') =>
            row.tiers.reduce((sum, tier) => sum + (tier[field] ?? 0), 0)
          expect(overTiers('boards')).toBe(row.limitUps)
          expect(overTiers('base')).toBe(row.base)
          expect(overTiers('promoted')).toBe(row.promoted)
          expect(overTiers('touched')).toBe(row.promotedTouched)
          if (row.scope !== 'all') continue
          expect(row.advancers! + row.decliners! + row.unchanged!).toBe(row.traded)
        }
      }),
    )
  })
})
