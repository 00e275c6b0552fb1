import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import type { SmallCompany } from '../../../schemas/generated/events.ts'
import { CrossSectionRun } from '../../../test/support/cross-section-run.ts'
import { share, small } from '../../../test/support/cross-section-share.ts'
import { testBar, testInstrument } from '../../../test/support/pipeline-harness.ts'
import { seriesContract } from '../../../test/support/series-contract.ts'
import { runSeries, sessionsBetween } from '../../../test/support/series-run.ts'
import { indexDay } from './index-day.ts'
import { microcapIndexProcessor } from './microcap-index-processor.ts'

const SESSIONS = sessionsBetween(20240401, 20240430)
const [ONE, TWO, THREE, FOUR] = SESSIONS as [TradeDate, TradeDate, TradeDate, TradeDate]

const rowsOf = (events: ReturnType<typeof share>[]) =>
  runSeries(microcapIndexProcessor, { events, sessions: SESSIONS }).map(({ value }) => value)

describe('the index', () => {
  const events = [
    share(ONE, { task: 0 }),
    share(TWO, { task: 0, smallest: [small('b', 10, 0.1, 300), small('c', 20, null)] }),
    share(TWO, { task: 1, smallest: [small('a', 10, -0.02, 100), small('d', 40, 0.04, 600)] }),
    share(THREE, { task: 0, smallest: [small('c', 20, 0.5), small('e', 30, 0.1)] }),
  ]
  const rows = rowsOf(events)

  it('begins at 1000 with the close before its first return, and merges the tasks', () => {
    expect(rows[0]).toMatchObject({
      signal: 'microcap_index',
      subject: 'MICRO400',
      tradeDate: TWO,
      value: 1_000 * (1 + (-0.02 + 0.1 + 0 + 0.04) / 4),
      state: 'short',
      components: {
        medianReturn: 0.02,
        members: 4,
        advancers: 2,
        suspended: 1,
        amount: 10,
        turnoverRate: 10 / 60,
        smallestCap: 10,
        medianCap: 15,
        largestCap: 40,
      },
    })
    expect(rows[0]!).not.toHaveProperty('components.entered')
  })

  it('is chained from session to session', () => {
    expect(rows[1]).toMatchObject({
      tradeDate: THREE,
      value: 1_030 * (1 + 0.3),
      components: { return: 0.3, entered: 1 },
    })
    expect(rows[1]!).not.toHaveProperty('components.amount')
  })

  it('stays where nothing was held, and says so', () => {
    expect(rows[2]).toMatchObject({ tradeDate: FOUR, value: 1_030 * 1.3, state: 'restarted', components: {} })
  })

  it('is the smallest 400, whoever brings them', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 900 }), (caps) => {
        const all = caps.map((cap, at) => small(String(at).padStart(4, '0'), cap, cap / 1_000))
        const best = [...all]
          .sort((a, b) => a.cap - b.cap || (a.instrument < b.instrument ? -1 : 1))
          .slice(0, 400)
        const ofTask = (tasks: number): SmallCompany[][] =>
          Array.from({ length: tasks }, (_, task) => all.filter((_, at) => at % tasks === task))
        const one = indexDay(ofTask(1))!
        expect(one.members).toEqual(best)
        expect(one.meanReturn).toBe(
          best.reduce((sum, { closeReturn }) => sum + closeReturn!, 0) / best.length,
        )
        expect(indexDay(ofTask(3).reverse())).toEqual(one)
      }),
    )
  })
})

describe('over a gap in the data', () => {
  const instruments = ['600001.SH', '600002.SH'].map((code) =>
    testInstrument(code, { shareCapital: [{ effectiveDate: 20200101 as TradeDate, totalShares: 1_000 }] }),
  )
  const run = new CrossSectionRun(instruments)
  const day = (at: number, close: number, history: 'first' | 'known' | 'gap', dataGap = false) =>
    run.session(
      { tradeDate: SESSIONS[at]!, previousSession: SESSIONS[at - 1] ?? null, history, dataGap },
      ['600001.SH', '600002.SH'].map((code) => testBar(SESSIONS[at]!, [code, close, close, close, close])),
    ).microcap[0]

  it('no return is chained, and the level goes on from where it was', () => {
    expect(day(0, 10, 'first')).toBeUndefined()
    expect(day(1, 11, 'known')).toMatchObject({ value: 1_000 * (1 + (11 / 10 - 1)), state: 'short' })
    expect(day(2, 50, 'known', true)).toMatchObject({ value: 1_100, state: 'gap', components: {} })
    expect(day(3, 70, 'gap')).toMatchObject({ value: 1_100, state: 'restarted', components: {} })
    expect(day(4, 77, 'known')).toMatchObject({ value: 1_100 * (1 + (77 / 70 - 1)), state: 'short' })
  })
})

seriesContract({
  name: 'microcap index',
  definition: microcapIndexProcessor,
  timeline: {
    events: SESSIONS.flatMap((tradeDate, at) =>
      [0, 1].map((task) =>
        share(tradeDate, {
          task,
          smallest: at % 7 === 0 ? [] : [small(`a${task}${at % 3}`, 5 + at, 0.01 * (at - task))],
        }),
      ),
    ),
    sessions: SESSIONS,
  },
  atLeast: 15,
})
