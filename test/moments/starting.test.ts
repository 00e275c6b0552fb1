import { describe, expect, it } from 'vitest'
import { NO_FACTS } from '../../services/ingest/reference-facts.ts'
import { withProcessorRun } from '../support/processor-run.ts'
import {
  A,
  afterwards,
  at,
  B,
  barDay,
  C,
  factsOf,
  listed,
  MONDAY,
  PIPELINE,
  price,
  Said,
  sealedAt,
  snapshot,
  TUESDAY,
  tickDay,
  WEDNESDAY,
} from './market-day.ts'

/** Monday quiet, Tuesday A and B seal: Wednesday's cohort. */
const HISTORY = [
  barDay(MONDAY, [
    [A, 10, 10, 10, 10, 10],
    [B, 10, 10, 10, 10, 10],
    [C, 10, 10, 10, 10, 10],
  ]),
  barDay(TUESDAY, [
    [A, 10, 11, 10, 11, 10],
    [B, 10, 11, 10, 11, 10],
    [C, 10, 10, 10, 10, 10],
  ]),
]
const AFTER_11 = { prevClose: price(11), limitUp: price(12.1), limitDown: price(9.9) }

/** A opens sealed at 12.10 and stays, B trades at 11.20, C at 10. */
const snapshotsAt = (time: string, volume: number) => [
  snapshot(A, WEDNESDAY, time, 12.1, { ...AFTER_11, ...sealedAt(12.1), volume }),
  snapshot(B, WEDNESDAY, time, 11.2, { ...AFTER_11, volume }),
  snapshot(C, WEDNESDAY, time, 10, { volume }),
]
const TIMES = [
  '9:25:03',
  '9:30:30',
  '9:45',
  '10:10',
  '10:39:40',
  '10:40:02',
  '11:10',
  '13:30',
  '14:50',
  '15:00:02',
]
const WHOLE = tickDay(
  WEDNESDAY,
  TIMES.flatMap((time, place) => snapshotsAt(time, 1_000 * (place + 1))),
)

describe('a process that died and is started again at 10:40', () => {
  it('goes on as if nothing had happened, from sources, state and reference tables', async () => {
    const facts = factsOf(listed(A, B, C))
    const expected = await afterwards([...HISTORY, WHOLE], (_, run) => run.digest())
    await withProcessorRun(PIPELINE, 2, async (first, reopen) => {
      const stop = new AbortController()
      const morning = await first.ingest.publish(
        facts,
        async function* () {
          yield* [...HISTORY, WHOLE]
        },
        {
          signal: stop.signal,
          onProgress: ({ until }) => until >= at(WEDNESDAY, '10:40') && stop.abort(),
        },
      )
      expect(morning.complete).toBe(false)
      await first.process(morning.marker)
      const known = await new Said(first).of('minutes')
      expect(Math.max(...known.map(({ minute }) => minute))).toBe(70)

      const again = await reopen()
      const rest = await again.ingest.publish(NO_FACTS, async function* () {
        yield WHOLE
      })
      expect(rest.complete).toBe(true)
      await again.process(rest.marker)
      expect(await again.digest()).toBe(expected)
    })
  })
})

describe('a feed whose first snapshot is of 10:40', () => {
  const late = tickDay(WEDNESDAY, [...snapshotsAt('10:40:02', 5_000), ...snapshotsAt('15:00:02', 9_000)])

  it('is missing until then: partial data, no stage, and no figure that says zero for unknown', () =>
    afterwards([...HISTORY, late], async (said) => {
      for (const minute of [1, 30, 70]) {
        const row = await said.minute(WEDNESDAY, minute)
        expect(row).toMatchObject({
          expected: 3,
          seen: 0,
          cohortMissing: 2,
          quality: 'partial',
          base: 0,
          promotionRate: null,
          announcedStage: null,
          amount: null,
          meanReturn: null,
        })
      }
      expect(await said.minute(WEDNESDAY, 71)).toMatchObject({
        seen: 3,
        cohortMissing: 0,
        quality: 'ok',
        base: 2,
        promoted: 1,
        promotionRate: 0.5,
      })
    }))

  it('has what was traded before it in no minute, and the whole in the day', () =>
    afterwards([...HISTORY, late], async (said) => {
      const bars = (await said.of('bars1m')).filter(({ symbol }) => symbol === A)
      expect(bars.map(({ minute, volume }) => [minute, volume])).toEqual([[240, 4_000]])
      const days = (await said.of('bars1d')).filter(
        ({ source, symbol }) => source === 'ticks' && symbol === A,
      )
      expect(days).toMatchObject([{ volume: 9_000, close: price(12.1) }])
      expect(await said.board(WEDNESDAY, 71, A)).toMatchObject({
        up: 'sealed',
        streak: 2,
        firstSealTime: at(WEDNESDAY, '10:40:02'),
      })
    }))
})

describe('a cohort that is unknown because yesterday is missing', () => {
  const UNKNOWN = {
    base: null,
    promoted: null,
    promotionRate: null,
    promotedTouched: null,
    promotedAtLimit: null,
    excluded: null,
    streakBase: null,
    topBase: null,
    limitUpPremium: null,
    limitUpPositive: null,
    brokenBase: null,
    stage: null,
    stageReason: 'noHistory',
    announcedStage: null,
  }

  it.each([
    ['at all', []],
    ['since a day before it', HISTORY.slice(0, 1)],
  ])('says so, %s: nulls, never zeros', (_, history) =>
    afterwards([...history, WHOLE], async (said) => {
      for (const minute of [0, 1, 100, 240]) {
        const row = await said.minute(WEDNESDAY, minute)
        expect(row).toMatchObject({ ...UNKNOWN, limitUps: 1 })
        for (const tier of row.tiers)
          expect(tier).toMatchObject({ base: null, promoted: null, touched: null })
      }
      const groups = (await said.of('groups')).filter(({ minute }) => minute === 240)
      expect(groups.length).toBeGreaterThan(0)
      for (const group of groups)
        expect(group).toMatchObject({ base: null, promoted: null, promotionRate: null })
      const day = (await said.of('stage')).findLast(({ scope, final }) => scope === 'all' && final)
      expect(day).toMatchObject({ base: null, promotionRate: null, stage: null, stageReason: 'noHistory' })
    }),
  )

  it('is refused where somebody watches the data set main, unless it may start cold', async () => {
    await withProcessorRun(PIPELINE, 1, async (run) => {
      const live = (requireHistory: boolean) =>
        run.ingest.publish(
          NO_FACTS,
          async function* () {
            yield WHOLE
          },
          { requireHistory, prompt: true },
        )
      await expect(live(true)).rejects.toMatchObject({
        code: 'coldStart',
        message: expect.stringContaining('--cold'),
      })
      expect(await live(false)).toMatchObject({ ticks: 30 })
    })
  })
})
